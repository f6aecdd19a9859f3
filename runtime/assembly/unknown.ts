/** A value that only an account knows, and why. It travels through intrinsics like a value, so that nothing has to guess. */
export class Unknown {
  constructor(readonly reason: string) {}

  toString(): string {
    return `<unknown: ${this.reason}>`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The first unknown among values, where one part makes the whole unknown. */
export function firstUnknown(values: readonly unknown[]): Unknown | undefined {
  return values.find((value) => value instanceof Unknown);
}
