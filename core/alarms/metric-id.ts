/** Which metric: a name in a namespace under one set of dimensions. CloudWatch rolls nothing up: other dimensions are another metric. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The same for the same metric, in whatever order its dimensions are given. */
export function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
