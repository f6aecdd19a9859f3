import { createHash } from 'node:crypto';
import type { Random } from '../../random.js';
import { uuid } from '../../random.js';
import { JavaRandom } from './java-random.js';

/** Most that `$range` and `$partition` return; a longer array would not fit into a state (1,000 items, as the intrinsic States.ArrayRange). */
const MOST_ITEMS = 1000;

/**
 * The functions that Step Functions adds to JSONata, and those that it gives another meaning: `$random` takes a seed, and the time and the dice
 * are the run's own.
 */
export function awsFunctions(random: Random): Record<string, (...given: never[]) => unknown> {
  return {
    partition: (items: unknown, size: number) => {
      const list = items === undefined ? [] : Array.isArray(items) ? (items as unknown[]) : [items];
      const step = wholeNumber('$partition', size);
      if (step < 1) throw new FunctionError('$partition takes a size of 1 or more');
      return Array.from({ length: Math.ceil(list.length / step) }, (_, at) => list.slice(at * step, (at + 1) * step));
    },
    range: (from: number, to: number, by: number) => {
      const [start, end, step] = [wholeNumber('$range', from), wholeNumber('$range', to), wholeNumber('$range', by)];
      if (step === 0) throw new FunctionError('$range takes a step other than 0');
      const length = Math.max(0, Math.floor((end - start) / step) + 1);
      if (length > MOST_ITEMS) throw new FunctionError(`$range returns at most ${MOST_ITEMS} items, not ${length}`);
      const items = Array.from({ length }, (_, at) => start + at * step);
      // Recorded: a range of one is the number itself, as every sequence of JSONata.
      return items.length === 1 ? items[0] : items;
    },
    hash: (data: string, algorithm: string) => {
      const name = HASHES[algorithm];
      if (name === undefined) throw new FunctionError(`$hash knows ${Object.keys(HASHES).join(', ')}, not ${algorithm}`);
      return createHash(name).update(data, 'utf8').digest('hex');
    },
    random: (seed?: number) => (seed === undefined ? random() : new JavaRandom(seed).nextDouble()),
    uuid: () => uuid(random),
    parse: (text: string) => JSON.parse(text) as unknown,
    // Refused when the state machine is made; there is nothing behind the name either.
    eval: undefined as never,
  };
}

export class FunctionError extends Error {
  readonly code = 'States.FunctionError';
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Numbers are rounded to whole ones, as the intrinsic functions that these replace do. */
function wholeNumber(name: string, value: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new FunctionError(`${name} takes numbers`);
  return Math.round(value);
}
