import { SlipwayError } from '../../errors/index.js';
import { PROFILE_VERSION, type Profile } from './profile.js';

type Record_ = Readonly<Record<string, unknown>>;

/**
 * Takes a parsed profile document, whoever wrote it; everything that does not fit is named by its place.
 *
 * @param source name of the file, for the message
 */
export function readProfile(value: unknown, source: string): Profile {
  if (typeof value === 'object' && value !== null && CHECKED.has(value)) return value as Profile;
  if (!isRecord(value))
    throw new SlipwayError('profile-invalid', 'a profile is an object; write it as docs/profile.md describes', { source });
  if (value['version'] !== PROFILE_VERSION) {
    const remedy = `this package reads version ${PROFILE_VERSION}; make the baseline again with \`slipway baseline\``;
    throw new SlipwayError('profile-invalid', `version is ${JSON.stringify(value['version'])}; ${remedy}`, { source });
  }
  const problems: string[] = [];
  counts(value, '', ['rows', 'broken'], problems);
  for (const key of ['inputs', 'outputs']) names(value, key, problems);
  for (const part of ['features', 'predictions']) checkColumns(value, part, problems);
  for (const [at, each] of list(value, 'leftOut', '', problems)) texts(each, at, ['name', 'reason'], problems);
  for (const [at, each] of list(value, 'segments', '', problems)) {
    texts(each, at, ['feature'], problems);
    if (each['value'] !== null) texts(each, at, ['value'], problems);
    counts(each, `${at}.`, ['rows'], problems);
    for (const part of ['features', 'predictions']) checkColumns(each, part, problems, `${at}.`);
  }
  if (problems.length > 0) throw new SlipwayError('profile-invalid', problems.slice(0, 10).join('; '), { source });
  CHECKED.add(value);
  return value as unknown as Profile;
}

/** Nobody changes a profile: one that stays in memory, as in a rehearsal, is checked once. */
const CHECKED = new WeakSet<object>();

function checkColumns(parent: Record_, part: string, problems: string[], prefix = ''): void {
  for (const [at, column] of list(parent, part, prefix, problems)) {
    texts(column, at, ['name'], problems);
    counts(column, `${at}.`, ['count', 'missing', 'typeErrors'], problems);
    if (column['kind'] === 'numeric') checkNumeric(column, at, problems);
    else if (column['kind'] === 'categorical') checkCategorical(column, at, problems);
    else problems.push(`${at}.kind is ${JSON.stringify(column['kind'])}; give numeric or categorical`);
  }
}

function checkNumeric(column: Record_, at: string, problems: string[]): void {
  counts(column, `${at}.`, ['notFinite', 'outOfRange', 'zeros'], problems);
  for (const key of ['mean', 'deviation', 'min', 'max']) {
    if (column[key] !== null && typeof column[key] !== 'number')
      problems.push(`${at}.${key} is ${kindOf(column[key])}; give a number or null`);
  }
  const [edges, spikes] = [numbers(column, at, 'edges', problems), numbers(column, at, 'spikes', problems)];
  for (const [name, values] of [['edges', edges] as const, ['spikes', spikes] as const]) {
    if (values.some((value, index) => index > 0 && value <= (values[index - 1] ?? value)))
      problems.push(`${at}.${name} do not ascend; sort them, each once`);
  }
  const held = numbers(column, at, 'binCounts', problems);
  if (held.length !== edges.length + 1)
    problems.push(`${at}.binCounts has ${held.length} counts; give ${edges.length + 1}, one more than edges`);
  const inSpikes = numbers(column, at, 'spikeCounts', problems);
  if (inSpikes.length !== spikes.length)
    problems.push(`${at}.spikeCounts has ${inSpikes.length} counts; give ${spikes.length}, as many as spikes`);
  const { sketch } = column;
  if (sketch === undefined) return;
  if (!isRecord(sketch)) problems.push(`${at}.sketch is ${kindOf(sketch)}; give an object, or leave it out`);
  else {
    counts(sketch, `${at}.sketch.`, ['bits'], problems);
    const [steps, inBuckets] = [numbers(sketch, `${at}.sketch`, 'steps', problems), numbers(sketch, `${at}.sketch`, 'counts', problems)];
    if (steps.length !== inBuckets.length)
      problems.push(`${at}.sketch has ${steps.length} steps and ${inBuckets.length} counts; give as many of each`);
    if (steps.some((step, index) => index > 0 && step < 1)) problems.push(`${at}.sketch.steps do not ascend; sort the keys, each once`);
  }
}

function checkCategorical(column: Record_, at: string, problems: string[]): void {
  counts(column, `${at}.`, ['others'], problems);
  const { known, unseen } = column;
  if (!Array.isArray(known) || !known.every((name) => typeof name === 'string'))
    problems.push(`${at}.known is ${kindOf(known)}; give a list of texts`);
  else if (numbers(column, at, 'knownCounts', problems).length !== known.length)
    problems.push(`${at}.knownCounts and known differ in length; give a count for each name`);
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string' && typeof pair[1] === 'number';
  if (!Array.isArray(unseen) || !unseen.every(isPair)) problems.push(`${at}.unseen is ${kindOf(unseen)}; give a list of [name, count]`);
}

function names(parent: Record_, key: string, problems: string[]): void {
  const value = parent[key];
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string'))
    problems.push(`${key} is ${kindOf(value)}; give a list of texts`);
}

function list(parent: Record_, key: string, prefix: string, problems: string[]): [at: string, item: Record_][] {
  const value = parent[key];
  if (!Array.isArray(value)) {
    problems.push(`${prefix}${key} is ${kindOf(value)}; give a list`);
    return [];
  }
  return value.flatMap((item: unknown, index): [string, Record_][] => {
    if (isRecord(item)) return [[`${prefix}${key}[${index}]`, item]];
    problems.push(`${prefix}${key}[${index}] is ${kindOf(item)}; give an object`);
    return [];
  });
}

function counts(parent: Record_, prefix: string, keys: readonly string[], problems: string[]): void {
  for (const key of keys) {
    const value = parent[key];
    if (!(typeof value === 'number' && Number.isInteger(value) && value >= 0))
      problems.push(`${prefix}${key} is ${kindOf(value)}; give a whole number from 0`);
  }
}

function texts(parent: Record_, at: string, keys: readonly string[], problems: string[]): void {
  for (const key of keys) if (typeof parent[key] !== 'string') problems.push(`${at}.${key} is ${kindOf(parent[key])}; give a text`);
}

function numbers(parent: Record_, at: string, key: string, problems: string[]): number[] {
  const value = parent[key];
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value;
  problems.push(`${at}.${key} is ${kindOf(value)}; give a list of numbers`);
  return [];
}

function isRecord(value: unknown): value is Record_ {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'another list' : `a ${typeof value}`;
}
