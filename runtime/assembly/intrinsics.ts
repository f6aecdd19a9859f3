import { Unknown, firstUnknown, unknownIn, unknownText } from './unknown.js';
import { number, record, written } from './values.js';

/** What the functions of a template ask of the stack around them. */
export interface Surroundings {
  readonly ref: (name: string) => unknown;
  readonly attribute: (logicalId: string, attribute: string) => unknown;
  readonly importValue: (name: string) => unknown;
  readonly mapping: (map: string, first: string, second: string) => unknown;
  readonly condition: (name: string) => boolean | Unknown;
}

/** What AWS::NoValue leaves: the property is not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Arguments = readonly unknown[];
type Evaluate = (value: unknown) => unknown;

/** Replaces every function of CloudFormation in a value by what it comes to; what cannot be known offline becomes Unknown. */
export function evaluate(value: unknown, around: Surroundings): unknown {
  const go: Evaluate = (inner) => evaluate(inner, around);
  if (typeof value === 'string') return value.includes('{{resolve:') ? new Unknown(`dynamic reference ${value}`) : value;
  if (Array.isArray(value)) return value.map(go).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null || value instanceof Unknown) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) {
    const called = call(only[0], only[1], around, go);
    if (called !== NOT_A_FUNCTION) return called;
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, go(item)] as const).filter(([, item]) => item !== NO_VALUE));
}

const NOT_A_FUNCTION = Symbol('not a function');

function call(name: string, argument: unknown, around: Surroundings, go: Evaluate): unknown {
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? around.ref(argument) : new Unknown('Ref of no name');
    case 'Fn::GetAtt':
      return getAtt(argument, around, go);
    case 'Fn::ImportValue':
      return withKnown([go(argument)], ([exported]) => around.importValue(written(exported)));
    case 'Fn::If':
      return branch(argument, around, go);
    case 'Condition':
      return typeof argument === 'string' ? around.condition(argument) : NOT_A_FUNCTION;
    case 'Fn::Sub':
      return substitute(argument, around, go);
    case 'Fn::FindInMap':
      return findInMap(argument, around, go);
    case 'Fn::Transform':
      return new Unknown('Fn::Transform runs in the account');
    default:
      return name.startsWith('Fn::') ? compute(name, argument, go) : NOT_A_FUNCTION;
  }
}

/** Functions of their arguments alone. */
function compute(name: string, argument: unknown, go: Evaluate): unknown {
  const value = go(argument);
  if (value instanceof Unknown) return value;
  const list: Arguments = Array.isArray(value) ? value : [value];
  switch (name) {
    case 'Fn::Join':
      return join(list);
    case 'Fn::Select':
      return select(list);
    case 'Fn::Split':
      return withKnown(list, ([separator, text]) => written(text).split(written(separator)));
    case 'Fn::Base64':
      return withKnown(list, ([text]) => Buffer.from(written(text)).toString('base64'));
    case 'Fn::Length':
      return list.length;
    case 'Fn::ToJsonString':
      return unknownIn(value) ?? JSON.stringify(value);
    case 'Fn::Equals':
      return withKnown(list, ([left, right]) => written(left) === written(right));
    case 'Fn::Not':
      return withKnown(list, ([inner]) => inner !== true);
    case 'Fn::And':
      return list.includes(false) ? false : withKnown(list, () => true);
    case 'Fn::Or':
      return list.includes(true) ? true : withKnown(list, () => false);
    default:
      return new Unknown(`${name} is not known offline`);
  }
}

function withKnown(list: Arguments, then: (list: Arguments) => unknown): unknown {
  return firstUnknown(list) ?? then(list);
}

function join([separator, parts]: Arguments): unknown {
  if (parts instanceof Unknown) return parts;
  const pieces = Array.isArray(parts) ? parts : [];
  const together = (texts: Arguments): string => texts.map(written).join(written(separator));
  return unknownText(pieces, together) ?? together(pieces);
}

function select([index, list]: Arguments): unknown {
  if (list instanceof Unknown) return list;
  if (index instanceof Unknown) return index;
  const item: unknown = Array.isArray(list) ? list[number(index) ?? -1] : undefined;
  return item ?? new Unknown(`Fn::Select finds nothing at ${written(index)}`);
}

function getAtt(argument: unknown, around: Surroundings, go: Evaluate): unknown {
  const [logicalId, ...rest] = typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument.map(go) : [];
  const unknown = firstUnknown(rest);
  if (unknown !== undefined) return unknown;
  return typeof logicalId === 'string'
    ? around.attribute(logicalId, rest.map(written).join('.'))
    : new Unknown('Fn::GetAtt of no resource');
}

function branch(argument: unknown, around: Surroundings, go: Evaluate): unknown {
  const [name, then, otherwise] = Array.isArray(argument) ? (argument as Arguments) : [];
  const truth = around.condition(written(name));
  if (truth instanceof Unknown) return truth;
  return go(truth ? then : otherwise);
}

/** `${Name}`, `${Resource.Attribute}`; `${!Literal}` stays. */
function substitute(argument: unknown, around: Surroundings, go: Evaluate): unknown {
  const [template, given] = Array.isArray(argument) ? (argument as Arguments) : [argument];
  const variables = record(go(given)) ?? {};
  const values: unknown[] = [];
  const text = written(template).replaceAll(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const [logicalId = '', ...attribute] = name.split('.');
    const value = Object.hasOwn(variables, name)
      ? variables[name]
      : attribute.length === 0
        ? around.ref(name)
        : around.attribute(logicalId, attribute.join('.'));
    values.push(value);
    return value instanceof Unknown ? (value.reading ?? '') : written(value);
  });
  return unknownText(values, () => text) ?? text;
}

function findInMap(argument: unknown, around: Surroundings, go: Evaluate): unknown {
  const [map, first, second, options] = (Array.isArray(argument) ? argument.map(go) : []) as Arguments;
  const unknown = firstUnknown([map, first, second]);
  if (unknown !== undefined) return unknown;
  const found = around.mapping(written(map), written(first), written(second));
  return found ?? record(options)?.['DefaultValue'] ?? new Unknown(`mapping ${written(map)} has no ${written(first)}, ${written(second)}`);
}
