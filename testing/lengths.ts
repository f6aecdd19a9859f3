/** A length of time; aws-cdk-lib's `Duration` is one. */
export interface Length {
  toMilliseconds(options?: { readonly integral?: boolean }): number;
}

const MILLIS_PER_MINUTE = 60_000;

export function minutesIn(length: Length): number {
  return length.toMilliseconds({ integral: false }) / MILLIS_PER_MINUTE;
}
