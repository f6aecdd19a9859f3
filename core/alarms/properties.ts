import { AlarmProblem } from './problem.js';

type Properties = Readonly<Record<string, unknown>>;

/** How the text of a value begins that waits for an account; the reader of templates writes it. */
const UNKNOWN = '<unknown: ';

/** Reads properties that may be spelled as texts; keeps the first problem, for there is no alarm once there is one. */
export class Reader {
  problem: AlarmProblem | undefined;

  constructor(
    readonly properties: Properties,
    /** Path of these properties within the alarm, '' or ending in a dot. */
    private readonly at = '',
    private readonly parent?: Reader,
  ) {}

  /** A reader of an object within. */
  within(name: string, properties: Properties): Reader {
    return new Reader(properties, `${this.at}${name}.`, this);
  }

  fail(what: string, reason: string): undefined {
    this.problem ??= new AlarmProblem(what, reason);
    this.parent?.fail(what, reason);
    return undefined;
  }

  has(name: string): boolean {
    return this.properties[name] !== undefined && this.properties[name] !== null;
  }

  text(name: string): string | undefined {
    const value = this.properties[name];
    if (typeof value === 'string' && value !== '') return value.startsWith(UNKNOWN) ? this.unknown(name, value) : value;
    return this.fail(`${this.at}${name}`, `${this.at}${name} is ${shown(value)}; a text is needed`);
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  number(name: string): number | undefined {
    const value = this.properties[name];
    if (typeof value === 'string' && value.startsWith(UNKNOWN)) return this.unknown(name, value);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    return this.fail(`${this.at}${name}`, `${this.at}${name} is ${shown(value)}; a number is needed`);
  }

  whole(name: string, least: number): number | undefined {
    const number = this.number(name);
    if (number === undefined || (Number.isInteger(number) && number >= least)) return number;
    return this.fail(`${this.at}${name}`, `${this.at}${name} is ${number}; a whole number from ${least} on is needed`);
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[], fallback?: Choice): Choice | undefined {
    if (!this.has(name) && fallback !== undefined) return fallback;
    const text = this.text(name);
    const choice = choices.find((each) => each === text);
    if (choice !== undefined || text === undefined) return choice;
    return this.fail(`${this.at}${name}`, `${this.at}${name} is '${text}'; ${choices.join(', ')} are known here`);
  }

  private unknown(name: string, value: string): undefined {
    return this.fail(`${this.at}${name}`, `${this.at}${name} is not known before the deployment: ${value.slice(UNKNOWN.length, -1)}`);
  }
}

export function recordOf(value: unknown): Properties | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Properties) : undefined;
}

export function recordsOf(value: unknown): Properties[] {
  return Array.isArray(value) ? value.map(recordOf).filter((item) => item !== undefined) : [];
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function shown(value: unknown): string {
  return value === undefined || value === null ? 'missing' : JSON.stringify(value);
}
