import type { UpdatePicture } from '../rehearsal-report.js';

/** One band of the picture: from one line to another, by minute. */
export interface Layer {
  readonly name: 'old' | 'new' | 'failed';
  readonly below: readonly number[];
  readonly above: readonly number[];
}

/** Answered by the old version, by the new one, and failed, one on top of the other. */
export function layersOf({ old, new: toNew, oldFailed, newFailed }: UpdatePicture): Layer[] {
  const zero = old.map(() => 0);
  const answeredByOld = old.map((requests, minute) => requests - (oldFailed[minute] ?? 0));
  const answered = answeredByOld.map((requests, minute) => requests + (toNew[minute] ?? 0) - (newFailed[minute] ?? 0));
  const all = old.map((requests, minute) => requests + (toNew[minute] ?? 0));
  return [
    { name: 'old', below: zero, above: answeredByOld },
    { name: 'new', below: answeredByOld, above: answered },
    { name: 'failed', below: answered, above: all },
  ];
}

/** A little more than the most requests of a minute. */
export function mostIn({ old, new: toNew }: UpdatePicture): number {
  return Math.max(1, ...old.map((requests, minute) => requests + (toNew[minute] ?? 0))) * 1.05;
}

/** Round numbers from 0 up. */
export function ticksOf(most: number): number[] {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

/** Outline of a band in steps of a minute: what happens in a minute does so in all of it. */
export function areaOf(
  below: readonly number[],
  above: readonly number[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  const point = (index: number, value: number): string => `${x(index).toFixed(1)},${y(value).toFixed(1)}`;
  const there = above.flatMap((value, index) => [point(index, value), point(index + 1, value)]);
  const back = below.flatMap((value, index) => [point(index, value), point(index + 1, value)]).toReversed();
  return there.length === 0 ? '' : `M${[...there, ...back].join('L')}Z`;
}
