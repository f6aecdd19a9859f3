import { SlipwayError } from '../errors/index.js';
import type { Feature, FeatureType, ModelSchema, Output } from './schema.js';

const TYPES: readonly FeatureType[] = ['number', 'integer', 'string', 'boolean'];
const SCHEMA_VERSION = 1;

/**
 * Checks a parsed `schema.json`; every problem is named by its place in the file.
 *
 * @param source name of the file, for the message
 */
export function parseSchema(value: unknown, source: string): ModelSchema {
  const problems: string[] = [];
  if (!isObject(value))
    throw new SlipwayError('schema-invalid', `a schema is an object with version, features and outputs; this is ${kindOf(value)}`, {
      source,
    });
  if (value['version'] !== SCHEMA_VERSION)
    problems.push(`version is ${JSON.stringify(value['version'])}; this package reads ${SCHEMA_VERSION}`);
  const features = listOf(value, 'features', parseFeature, problems);
  const outputs = listOf(value, 'outputs', parseOutput, problems);
  for (const [list, items] of [['features', features] as const, ['outputs', outputs] as const]) {
    for (const name of repeated(items.map((item) => item.name)))
      problems.push(`${list} names '${name}' twice; give each a name of its own`);
  }
  if (problems.length > 0) throw new SlipwayError('schema-invalid', problems.join('; '), { source });
  return { version: SCHEMA_VERSION, features, outputs };
}

function listOf<T>(
  value: Readonly<Record<string, unknown>>,
  key: string,
  parse: (item: Readonly<Record<string, unknown>>, at: string, problems: string[]) => T,
  problems: string[],
): T[] {
  const list = value[key];
  if (!Array.isArray(list) || list.length === 0) {
    problems.push(`${key} is ${kindOf(list)}; give a list with at least one entry`);
    return [];
  }
  return list.flatMap((item: unknown, index) => {
    if (isObject(item)) return [parse(item, `${key}[${index}]`, problems)];
    problems.push(`${key}[${index}] is ${kindOf(item)}; give an object with name and type`);
    return [];
  });
}

function parseFeature(item: Readonly<Record<string, unknown>>, at: string, problems: string[]): Feature {
  const range = item['range'];
  if (range !== undefined && !isRange(range)) problems.push(`${at}.range is ${JSON.stringify(range)}; give [least, greatest]`);
  const categories = item['categories'];
  if (categories !== undefined && !isTexts(categories)) problems.push(`${at}.categories is ${kindOf(categories)}; give a list of texts`);
  const importance = item['importance'];
  if (importance !== undefined && !(typeof importance === 'number' && importance >= 0 && importance <= 1)) {
    problems.push(`${at}.importance is ${JSON.stringify(importance)}; give a share from 0 to 1`);
  }
  return {
    ...nameAndType(item, at, problems),
    ...(isRange(range) ? { range } : {}),
    ...(isTexts(categories) ? { categories } : {}),
    ...(typeof importance === 'number' ? { importance } : {}),
    ...flags(item, ['sensitive', 'segment', 'optional'], at, problems),
  };
}

function parseOutput(item: Readonly<Record<string, unknown>>, at: string, problems: string[]): Output {
  const size = item['size'];
  if (size !== undefined && !(typeof size === 'number' && Number.isInteger(size) && size >= 1))
    problems.push(`${at}.size is ${JSON.stringify(size)}; give a whole number from 1`);
  const classes = item['classes'];
  if (classes !== undefined && !isTexts(classes)) problems.push(`${at}.classes is ${kindOf(classes)}; give a list of texts`);
  const range = item['range'];
  if (range !== undefined && !isRange(range)) problems.push(`${at}.range is ${JSON.stringify(range)}; give [least, greatest]`);
  return {
    ...nameAndType(item, at, problems),
    ...(typeof size === 'number' ? { size } : {}),
    ...(isTexts(classes) ? { classes } : {}),
    ...(isRange(range) ? { range } : {}),
  };
}

function nameAndType(item: Readonly<Record<string, unknown>>, at: string, problems: string[]): { name: string; type: FeatureType } {
  const { name, type } = item;
  if (typeof name !== 'string' || name === '') problems.push(`${at}.name is ${JSON.stringify(name)}; give a text`);
  const known = TYPES.find((each) => each === type);
  if (known === undefined) problems.push(`${at}.type is ${JSON.stringify(type)}; give one of ${TYPES.join(', ')}`);
  return { name: String(name), type: known ?? 'number' };
}

function flags<K extends string>(
  item: Readonly<Record<string, unknown>>,
  names: readonly K[],
  at: string,
  problems: string[],
): Partial<Record<K, boolean>> {
  const result: Partial<Record<K, boolean>> = {};
  for (const name of names) {
    const value = item[name];
    if (typeof value === 'boolean') result[name] = value;
    else if (value !== undefined) problems.push(`${at}.${name} is ${JSON.stringify(value)}; give true or false`);
  }
  return result;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRange(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'number' && value[0] <= value[1];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
