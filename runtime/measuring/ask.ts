import { readAll, type Container } from '../platform/container.js';
import { askInSeries } from '../platform/variant.js';
import type { RowBody } from './captured.js';

/** One answer, as far as a rehearsal needs it. */
export interface Answered {
  /** 0 where none came. */
  readonly status: number;
  readonly millis: number;
  /** Name and value of the first number in the answer. */
  readonly output: string;
  readonly prediction: number | null;
}

/** Asks once and waits for the whole answer. */
export async function ask(containers: readonly Container[], row: RowBody, signal: AbortSignal): Promise<Answered> {
  const started = performance.now();
  const { status, text } = await askText(containers, row, signal);
  const millis = performance.now() - started;
  return { status, millis, ...(text === undefined ? { output: '', prediction: null } : scoreIn(text)) };
}

/** The answer as it came; no text where none came. */
export async function askText(
  containers: readonly Container[],
  { body, contentType }: RowBody,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text?: string }> {
  const reply = await askInSeries(containers, { body, headers: { 'content-type': contentType, accept: contentType }, signal });
  if (reply.kind !== 'answer') {
    signal.throwIfAborted();
    return { status: reply.kind === 'refused' ? reply.status : 0 };
  }
  return { status: reply.response.status, text: (await readAll(reply.response.chunks)).toString('utf8') };
}

/** The last number of the first prediction: of classifiers the score of the positive class, whatever shape the answer has. */
export function scoreIn(text: string): { output: string; prediction: number | null } {
  try {
    const found = numbersIn(JSON.parse(text), '').at(-1);
    return found === undefined ? { output: '', prediction: null } : { output: found.name, prediction: found.value };
  } catch {
    const cell = text.trim().split('\n', 1)[0]?.split(',').at(-1) ?? '';
    const value = Number(cell);
    return cell === '' || !Number.isFinite(value) ? { output: '', prediction: null } : { output: 'the last column', prediction: value };
  }
}

function numbersIn(value: unknown, name: string): { name: string; value: number }[] {
  if (typeof value === 'number') return [{ name, value }];
  if (Array.isArray(value)) return value.flatMap((item) => numbersIn(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, key));
}
