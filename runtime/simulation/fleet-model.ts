import type { Mode } from '../../core/hosting/mode.js';
import { instanceFacts } from '../../core/limits/index.js';
import type { ModelProfile } from '../measuring/profile.js';
import type { ScalingPlan, ServicePlan, VariantPlan } from '../plan.js';
import type { Physics } from './constants.js';

/** One variant as the simulation knows it. */
export interface FleetModel {
  readonly name: string;
  /** Of the requests, 0 to 1. */
  readonly share: number;
  readonly instances: number;
  /** Requests that one instance works on at once. */
  readonly workers: number;
  /** Cores of one instance. */
  readonly vcpu: number;
  /** Service time per sample row on this instance type, seconds. */
  readonly seconds: Float64Array;
  /** Share of the sample rows that the model refuses or fails at, which healthy traffic then does too. */
  readonly refusedRows: number;
  readonly failedRows: number;
  /** Share of rows that are a column short which the model refuses, and fails at. */
  readonly refusedWhenShort: number;
  readonly failedWhenShort: number;
  readonly bodyBytes: number;
  /** Of the instance's memory, percent. */
  readonly memoryPercent: number;
  readonly scaling?: ScalingPlan;
}

/** One service as the simulation knows it. */
export interface ServiceModel {
  readonly mode: Mode;
  readonly endpointName: string;
  readonly fleets: readonly FleetModel[];
  /** Bar of the model's time, seconds; Infinity where nothing is promised. */
  readonly promiseSeconds: number;
  /** Share of the requests that is captured; 0 without capture. */
  readonly captured: number;
}

/** How service times are carried over from this machine, and how many requests an instance takes at once. */
export interface FleetOptions {
  /** By instance type; 1 where none is given. */
  readonly factors: Readonly<Record<string, number>>;
  /** Where nothing says how many workers there are. */
  readonly workers: number;
}

/** Environment variables by which serving images are told how many requests to take at once. */
const WORKER_VARIABLES = [
  'SLIPWAY_WORKERS',
  'SAGEMAKER_MODEL_SERVER_WORKERS',
  'MODEL_SERVER_WORKERS',
  'WEB_CONCURRENCY',
  'TS_DEFAULT_WORKERS_PER_MODEL',
];
const MILLIS = 1000;
const MIB_PER_GIB = 1024;

export function serviceModel(
  service: ServicePlan,
  profileOf: (variant: VariantPlan) => ModelProfile,
  options: FleetOptions,
  physics: Physics,
): ServiceModel {
  const weights = service.variants.reduce((sum, { weight }) => sum + weight, 0);
  return {
    mode: service.mode,
    endpointName: service.endpointName,
    fleets: service.variants
      .filter(({ weight }) => weight > 0)
      .map((variant) => fleetModel(variant, variant.weight / weights, profileOf(variant), options, physics)),
    promiseSeconds: service.latencyMillis === undefined ? Number.POSITIVE_INFINITY : service.latencyMillis / MILLIS,
    captured: (service.capture?.sampling ?? 0) / 100,
  };
}

function fleetModel(
  variant: VariantPlan,
  share: number,
  profile: ModelProfile,
  { factors, workers }: FleetOptions,
  physics: Physics,
): FleetModel {
  const { name, instances, instanceType = '', scaling } = variant;
  const facts = instanceFacts(instanceType);
  const factor = factors[instanceType] ?? 1;
  const { statuses, changedRows } = profile;
  return {
    name,
    share,
    instances,
    workers: declaredWorkers(variant) ?? workers,
    vcpu: facts?.vcpu ?? 1,
    seconds: Float64Array.from(profile.millis, (millis) => (millis * factor) / MILLIS),
    refusedRows: shareOf(statuses, isRefusal),
    failedRows: shareOf(statuses, isFailure),
    refusedWhenShort: shareOf(changedRows.statuses, isRefusal),
    failedWhenShort: shareOf(changedRows.statuses, isFailure),
    bodyBytes: profile.bodyBytes,
    memoryPercent:
      profile.peakMemoryMiB === null || facts === undefined
        ? physics.memoryPercent
        : Math.min(100, ((profile.peakMemoryMiB + physics.systemMemoryMiB) / (facts.memoryGiB * MIB_PER_GIB)) * 100),
    ...(scaling === undefined ? {} : { scaling }),
  };
}

/** What the containers are told, where they are: the least of a series. */
export function declaredWorkers({ containers }: VariantPlan): number | undefined {
  const told = containers.map(({ environment }) =>
    WORKER_VARIABLES.map((name) => Number(environment[name] ?? Number.NaN)).find((count) => Number.isInteger(count) && count > 0),
  );
  const known = told.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function shareOf(statuses: readonly number[], is: (status: number) => boolean): number {
  return statuses.length === 0 ? 0 : statuses.filter(is).length / statuses.length;
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

function isFailure(status: number): boolean {
  return status === 0 || status >= 500;
}
