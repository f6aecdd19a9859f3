import type { InstancePrice, Prices } from './workload.js';

const SECONDS_AN_HOUR = 3600;

/** What instances cost by the hour; nothing where there is no price of the type for this use. */
export function instanceCost({ instances }: Prices, type: string, use: keyof InstancePrice, instanceSeconds: number): number | undefined {
  const hourly = instances[type]?.[use];
  return hourly === undefined ? undefined : (instanceSeconds / SECONDS_AN_HOUR) * hourly;
}
