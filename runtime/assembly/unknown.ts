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

/** The first unknown at any depth, where the whole is written as one text. */
export function unknownIn(value: unknown): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const item of Object.values(value)) {
    const found = unknownIn(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
