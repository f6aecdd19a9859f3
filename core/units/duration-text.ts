const UNITS = [
  { millis: 86_400_000, text: 'd' },
  { millis: 3_600_000, text: 'h' },
  { millis: 60_000, text: 'min' },
  { millis: 1000, text: 's' },
] as const;

/** A duration for people, in the largest unit that gives a whole number: `100 ms`, `90 s`, `15 min`. */
export function durationText(millis: number): string {
  const unit = UNITS.find((each) => millis >= each.millis && millis % each.millis === 0);
  return unit === undefined ? `${millis} ms` : `${millis / unit.millis} ${unit.text}`;
}
