/** A value that only an account knows, and why. It travels through intrinsics like a value, so that nothing has to guess. */
export class Unknown {
  /**
   * @param reading a text that stands in for it in names: two names that are put together in the same way are the same name, whatever
   * whoever deploys gives
   */
  constructor(
    readonly reason: string,
    readonly reading?: string,
  ) {}

  toString(): string {
    return `<unknown: ${this.reason}>`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The first unknown among values, where one part makes the whole unknown. */
export function firstUnknown(values: readonly unknown[]): Unknown | undefined {
  return values.find((value): value is Unknown => value instanceof Unknown);
}

/** Texts put together, some of them unknown: unknown, with a reading where each unknown has one. */
export function unknownText(parts: readonly unknown[], together: (parts: readonly unknown[]) => string): Unknown | undefined {
  const first = firstUnknown(parts);
  if (first === undefined) return undefined;
  const readings = parts.map((part) => (part instanceof Unknown ? part.reading : part));
  return new Unknown(first.reason, readings.includes(undefined) ? undefined : together(readings));
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
