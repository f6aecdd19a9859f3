import { MEASURED_VERSION, type MeasuredFile } from '../../core/planning/measured.js';
import { serviceTimes } from '../../core/planning/queue.js';
import type { ModelMeasurement } from './measure-model.js';

/** What a model folder keeps of a measurement, for the checks at synthesis; the same text for the same measurement. */
export function measuredText({ file, millis, peakMemoryMiB, loadMillis, slowestMillis, bodyBytes, rows }: ModelMeasurement): string {
  const kept: MeasuredFile = {
    version: MEASURED_VERSION,
    file,
    rows,
    ...(peakMemoryMiB === undefined ? {} : { peakMemoryMiB }),
    loadMillis,
    p99Millis: serviceTimes(millis).p99,
    ...(slowestMillis === undefined ? {} : { slowestMillis }),
    ...(bodyBytes === undefined ? {} : { bodyBytes }),
  };
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}
