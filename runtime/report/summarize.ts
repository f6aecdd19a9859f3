import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { binaryQuality, type ScoredRow } from '../../core/quality/classification.js';
import type { Plan, ServicePlan } from '../plan.js';
import type { Platform } from '../platform/platform.js';
import type { Answer } from '../traffic/sdk-caller.js';
import { alarmRows, captured, latencyRow, metricRows } from './collect.js';
import type { RunSummary } from './run-summary.js';

const MICROS_PER_MILLI = 1000;
const LATENCY = { namespace: 'AWS/SageMaker', name: 'ModelLatency' } as const;

export interface SummaryInput {
  readonly plan: Plan;
  readonly service: ServicePlan;
  readonly platform: Platform;
  /** True class of each row. */
  readonly labels: readonly string[];
  /** Answers in CSV, label first and the score of the positive class last, in the order of the labels. */
  readonly answers: readonly Answer[];
  readonly label: { readonly positive: string; readonly names: readonly [negative: string, positive: string] };
  readonly seconds: number;
}

/** Puts together what a run through one endpoint showed. */
export function summarize({ plan, service, platform, labels, answers, label, seconds }: SummaryInput): RunSummary {
  const { path, endpointName, region, latencyMillis, variants } = service;
  const capture = capturedBy(platform, service);
  return {
    version: 1,
    service: {
      path,
      endpointName,
      region,
      variants: variants.map(({ name, weight }) => ({ name, weight, calls: answers.filter(({ variant }) => variant === name).length })),
    },
    quality: { ...binaryQuality(scoredRows(labels, answers, label.positive)), classes: label.names },
    latency: [
      latencyRow(
        'caller',
        answers.map(({ millis }) => millis),
      ),
      ...variants.map(({ name }) => modelLatency(platform, endpointName, name)),
    ],
    ...(latencyMillis === undefined ? {} : { promisedMillis: latencyMillis }),
    metrics: metricRows(platform.metrics),
    ...(capture === undefined ? {} : { capture }),
    alarms: alarmRows(plan, service),
    seconds,
  };
}

function capturedBy({ captureDirectory }: Platform, { capture, endpointName }: ServicePlan): RunSummary['capture'] {
  if (capture === undefined) return undefined;
  const folder = join(captureDirectory, ...capture.destination.replace('s3://', '').split('/'), endpointName);
  return existsSync(folder) ? captured(folder, `${capture.destination}/${endpointName}`) : undefined;
}

function scoredRows(labels: readonly string[], answers: readonly Answer[], positive: string): ScoredRow[] {
  return answers.map(({ body }, index) => {
    const cells = body.trim().split(',');
    return { actual: labels[index] === positive, predicted: cells[0] === positive, score: Number(cells.at(-1)) };
  });
}

function modelLatency({ metrics }: Platform, endpointName: string, variantName: string): RunSummary['latency'][number] {
  const of = (statistic: string): number =>
    metrics.total({ ...LATENCY, dimensions: { EndpointName: endpointName, VariantName: variantName }, statistic }) / MICROS_PER_MILLI;
  return { of: `ModelLatency of ${variantName}`, p50: of('p50'), p90: of('p90'), p99: of('p99'), max: of('Maximum') };
}
