import { batchBadRecord } from './batch-bad-record.js';
import { batchHangs } from './batch-hangs.js';
import { batchLate } from './batch-late.js';
import { batchTwice } from './batch-twice.js';
import { duplicateEvent } from './duplicate-event.js';
import { lateInput } from './late-input.js';
import { schemaChange } from './schema-change.js';
import { stepDenied } from './step-denied.js';
import { stepFlaky } from './step-flaky.js';
import { stepHangs } from './step-hangs.js';
import { truncatedFile } from './truncated-file.js';
import { oldOverwritesNew } from './old-overwrites-new.js';
import { captureStopped } from './capture-stopped.js';
import { monitorDead } from './monitor-dead.js';
import { unitChange } from './unit-change.js';
import { timezoneShift } from './timezone-shift.js';
import { newCategories } from './new-categories.js';
import { slowDrift } from './slow-drift.js';
import { segmentDrift } from './segment-drift.js';
import { nullsToZero } from './nulls-to-zero.js';
import { stuckFeature } from './stuck-feature.js';
import { swappedColumns } from './swapped-columns.js';
import { trainServeSkew } from './train-serve-skew.js';
import { badOutput } from './bad-output.js';
import { staleModel } from './stale-model.js';
import { badCandidate } from './bad-candidate.js';
import { contractChange } from './contract-change.js';
import { denied } from './denied.js';
import { diskFull } from './disk-full.js';
import { errorBurst } from './error-burst.js';
import { conceptFlip } from './concept-flip.js';
import { labelsStopped } from './labels-stopped.js';
import type { Fault } from './fault.js';
import { lateMetrics } from './late-metrics.js';
import { memoryGrowth } from './memory-growth.js';
import { modelDoesNotLoad } from './model-does-not-load.js';
import { noCapacity } from './no-capacity.js';
import { noTraffic } from './no-traffic.js';
import { payloadTooLarge } from './payload-too-large.js';
import { pingStarvation } from './ping-starvation.js';
import { queueSaturation } from './queue-saturation.js';
import { retryStorm } from './retry-storm.js';
import { silentRollback } from './silent-rollback.js';
import { slowModel } from './slow-model.js';
import { slowStart } from './slow-start.js';
import { slowTail } from './slow-tail.js';
import { throttled } from './throttled.js';
import { timeout60s } from './timeout-60s.js';
import { weekend } from './weekend.js';

/** Every fault that can run, by its number. 20, mute-alarm, is found without a run: see runtime/rehearsal/mute-alarms.ts. */
export const FAULTS: readonly Fault[] = [
  slowModel,
  slowTail,
  queueSaturation,
  timeout60s,
  noCapacity,
  pingStarvation,
  retryStorm,
  memoryGrowth,
  modelDoesNotLoad,
  slowStart,
  diskFull,
  payloadTooLarge,
  errorBurst,
  contractChange,
  throttled,
  denied,
  badCandidate,
  silentRollback,
  noTraffic,
  lateMetrics,
  captureStopped,
  monitorDead,
  unitChange,
  timezoneShift,
  newCategories,
  slowDrift,
  segmentDrift,
  conceptFlip,
  weekend,
  nullsToZero,
  stuckFeature,
  swappedColumns,
  trainServeSkew,
  badOutput,
  staleModel,
  labelsStopped,
  batchLate,
  batchBadRecord,
  batchTwice,
  batchHangs,
  oldOverwritesNew,
  lateInput,
  truncatedFile,
  schemaChange,
  stepFlaky,
  stepHangs,
  duplicateEvent,
  stepDenied,
];
