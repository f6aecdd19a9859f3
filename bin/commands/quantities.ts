import { InvalidArgumentError } from 'commander';

const DURATIONS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  kB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Milliseconds of `100ms`, `2s`, `15min`, `6h`, `1d`. */
export function parseDuration(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)$/.exec(text) ?? [];
  const millis = Number(amount ?? Number.NaN) * (DURATIONS[unit] ?? Number.NaN);
  if (!(millis > 0)) throw new InvalidArgumentError(`'${text}' is no duration; give for example 100ms, 2s, 15min, 6h or 1d`);
  return millis;
}

/** Bytes of `512`, `20kB`, `1.5MiB`. */
export function parseBytes(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|KiB|MiB|GiB)?$/.exec(text) ?? [];
  const bytes = Number(amount ?? Number.NaN) * (SIZES[unit] ?? Number.NaN);
  if (!(bytes > 0)) throw new InvalidArgumentError(`'${text}' is no size; give for example 512, 20kB or 1.5MiB`);
  return bytes;
}

/** A number above 0. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError(`'${text}' is no number above 0`);
  return value;
}

/** Days that are filled in at once. */
export function parseParallel(text: string): number {
  const parallel = Number(text);
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 16)
    throw new InvalidArgumentError(`'${text}' is no number of days at once; give 1 to 16`);
  return parallel;
}

/** Names with commas between. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError(`'${text}' names nothing between two commas`);
  return names;
}
