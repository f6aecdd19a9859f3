import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { modelFileAmong } from '../../core/service/model-file.js';
import type { MeasuredModel } from '../../core/planning/workload.js';
import { findModelFiles } from '../../workloads/scoring/model-files.js';
import type { Host } from '../host.js';
import { measure } from '../measuring/measure.js';
import { readSamples } from '../measuring/read-samples.js';
import type { ModelProfile } from '../measuring/profile.js';
import type { SampleRows } from '../measuring/sample-rows.js';
import type { ServicePlan, VariantPlan } from '../plan.js';

export interface MeasureModelOptions {
  readonly seed: number;
  readonly host: Host;
  readonly signal: AbortSignal;
  /** File of what callers send. Default: the samples of the model's folder, else rows made up from its schema. */
  readonly samples?: string | undefined;
}

/** A model as it was measured here, and what the figures rest on. */
export interface ModelMeasurement extends MeasuredModel {
  /** SHA-256 of the file that holds the model. */
  readonly file: string;
  /** Where the rows came from. */
  readonly rows: string;
  /** Share of them that the model refused or failed at. */
  readonly failed: number;
}

/** Starts this package's server with one model, asks it row by row, and writes down what it took. */
export async function measureModel(model: string, { samples, ...options }: MeasureModelOptions): Promise<ModelMeasurement> {
  const { file } = findModelFiles(resolve(model));
  const given: SampleRows | undefined = samples === undefined ? undefined : { rows: readSamples(samples), from: samples };
  const { service, variant } = aloneAs(resolve(model));
  const profile = await measure(service, variant, { ...options, ...(given === undefined ? {} : { given }) });
  return measurementOf(profile, file, servedBytes(file));
}

/** A service of one model, as the platform takes it. */
export function aloneAs(model: string): { readonly service: ServicePlan; readonly variant: VariantPlan } {
  const variant: VariantPlan = {
    name: 'AllTraffic',
    weight: 1,
    instances: 1,
    containers: [{ image: '', ours: true, environment: {}, modelFolder: model }],
  };
  const service: ServicePlan = {
    path: model,
    stack: '',
    stage: '',
    place: { path: model },
    mode: 'real-time',
    endpointName: 'model',
    region: '',
    account: '',
    variants: [variant],
    covers: { troubles: 'all' },
  };
  return { service, variant };
}

function measurementOf(
  { millis, statuses, loadMillis, peakMemoryMiB, bodyBytes, rows }: ModelProfile,
  file: string,
  bytes: number,
): ModelMeasurement {
  return {
    file: createHash('sha256').update(readFileSync(file)).digest('hex'),
    bytes,
    millis,
    loadMillis,
    ...(peakMemoryMiB === null ? {} : { peakMemoryMiB }),
    slowestMillis: millis.reduce((a, b) => Math.max(a, b), 0),
    bodyBytes,
    rows,
    failed: statuses.filter((status) => status < 200 || status >= 300).length / statuses.length,
  };
}

/** The model and the weights that lie beside it. */
function servedBytes(file: string): number {
  const folder = dirname(file);
  const names = readdirSync(folder).filter((name) => /\.(data|bin|weights|onnx_data)$/.test(name) && modelFileAmong([name]) === undefined);
  return [file, ...names.map((name) => join(folder, name))].reduce((sum, path) => sum + statSync(path).size, 0);
}
