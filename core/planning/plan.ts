import { SERVERLESS_LIMITS, type InstanceFacts } from '../limits/index.js';
import { asyncOption, batchOption, embeddedOption, realtimeOption, serverlessOption, type Planning } from './options.js';
import type { Option, Workload } from './workload.js';

/** A mode that was not looked at, and what would have to be said for it. */
export interface Unplanned {
  readonly mode: Option['mode'];
  readonly because: string;
}

export interface HostingPlan {
  /** Those that fit first: by price where there is one, else the smaller first. */
  readonly options: readonly Option[];
  readonly unplanned: readonly Unplanned[];
}

/** Every mode and size for a promise. Modes whose promise is not given are not looked at, and said. */
export function planHosting(planning: Planning, instances: readonly InstanceFacts[]): HostingPlan {
  const { workload } = planning;
  const missing = missingFor(workload);
  const isAsked = (mode: Option['mode']): boolean => !missing.some((each) => each.mode === mode);
  const options = [
    ...(isAsked('embedded') ? [embeddedOption(planning)] : []),
    ...(isAsked('real-time') ? instances.map((facts) => realtimeOption(planning, facts)) : []),
    ...(isAsked('serverless') ? SERVERLESS_LIMITS.memoryMiB.map((memory) => serverlessOption(planning, memory)) : []),
    ...(isAsked('async') ? instances.map((facts) => asyncOption(planning, facts)) : []),
    ...(isAsked('batch') ? instances.filter(({ batch }) => batch).map((facts) => batchOption(planning, facts)) : []),
  ];
  return { options: options.toSorted(better(instances)), unplanned: missing };
}

function missingFor({ latencyMillis, completedMillis, refreshedMillis, perMinute, rows }: Workload): Unplanned[] {
  const online = latencyMillis === undefined || perMinute === undefined;
  const because = 'give --latency and --traffic';
  return [
    ...(online ? (['embedded', 'real-time', 'serverless'] as const).map((mode) => ({ mode, because })) : []),
    ...(completedMillis === undefined || perMinute === undefined
      ? [{ mode: 'async' as const, because: 'answers come through S3: give --completed and --traffic' }]
      : []),
    ...(refreshedMillis === undefined || rows === undefined
      ? [{ mode: 'batch' as const, because: 'predictions are made ahead: give --refreshed and --rows' }]
      : []),
  ];
}

function better(instances: readonly InstanceFacts[]): (a: Option, b: Option) => number {
  const sizes = new Map(instances.map(({ name, vcpu, memoryGiB }) => [name, vcpu + memoryGiB / 1000]));
  const sizeOf = ({ size, count = 1 }: Option): number => (sizes.get(size) ?? Number.parseInt(size, 10) / 10_000) * count;
  return (a, b) =>
    Number(b.fits) - Number(a.fits) ||
    (a.monthly ?? Number.POSITIVE_INFINITY) - (b.monthly ?? Number.POSITIVE_INFINITY) ||
    sizeOf(a) - sizeOf(b) ||
    (a.size < b.size ? -1 : Number(a.size > b.size));
}
