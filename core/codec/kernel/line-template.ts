import type { ModelSchema } from '../../schema/schema.js';
import type { OutputValues } from '../block.js';

/** What rows of predictions have in common as text: all that stands around their values. */
export interface LineTemplate {
  /** Values of each output in a row. */
  readonly sizes: readonly number[];
  /** Bytes before each value, and behind the last one. */
  readonly gaps: readonly Uint8Array[];
}

/** How rows are written. */
export interface LineTexts {
  /** Bytes before each output. */
  readonly names: readonly Uint8Array[];
  /** Whether an output of several values a row is a list of JSON. */
  readonly lists: boolean;
  /** Bytes behind a row. */
  readonly end: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const COMMA = Uint8Array.of(0x2c);
const OPEN_LIST = Uint8Array.of(0x5b);
const CLOSE_LIST = Uint8Array.of(0x5d);

/** The template of what a model gives; undefined where a value is no number. */
export function lineTemplate(
  outputs: readonly OutputValues[],
  { outputs: declared }: ModelSchema,
  { names, lists, end }: LineTexts,
): LineTemplate | undefined {
  if (outputs.some(({ values }, index) => !ArrayBuffer.isView(values) || declared[index]?.type === 'boolean')) return undefined;
  const gaps: Uint8Array[] = [];
  let before = NOTHING;
  for (const [index, { size }] of outputs.entries()) {
    const isList = lists && size > 1;
    for (let value = 0; value < size; value += 1)
      gaps.push(value > 0 ? COMMA : joined(before, names[index] ?? NOTHING, isList ? OPEN_LIST : NOTHING));
    before = isList ? CLOSE_LIST : NOTHING;
  }
  return { sizes: outputs.map(({ size }) => size), gaps: [...gaps, joined(before, end)] };
}

/** Whether what a model gave has the same shape as what a template was made for. */
export function fits({ sizes }: LineTemplate, outputs: readonly OutputValues[]): boolean {
  return outputs.every(({ size }, index) => size === sizes[index]);
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
