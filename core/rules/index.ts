import { alarmAction } from './alarm-action.js';
import { alarmDatapoints } from './alarm-datapoints.js';
import { alarmDimensionValue } from './alarm-dimension-value.js';
import { alarmDimensions } from './alarm-dimensions.js';
import { alarmLatencyUnit } from './alarm-latency-unit.js';
import { alarmLimits } from './alarm-limits.js';
import { alarmMetric } from './alarm-metric.js';
import { alarmMute } from './alarm-mute.js';
import { alarmPeriod } from './alarm-period.js';
import { alarmStatistic } from './alarm-statistic.js';
import { alarmThreshold } from './alarm-threshold.js';
import { alarmUnit } from './alarm-unit.js';
import { captureContentType } from './capture-content-type.js';
import { captureSampling } from './capture-sampling.js';
import { captureServerless } from './capture-serverless.js';
import { compositeChildren } from './composite-children.js';
import { compositeElsewhere } from './composite-elsewhere.js';
import { containerEnvironment } from './container-environment.js';
import { endpointName } from './endpoint-name.js';
import { eventBucket } from './event-bucket.js';
import { eventMute } from './event-mute.js';
import { fixedName } from './fixed-name.js';
import { instanceTypeName } from './instance-type-name.js';
import { instanceTypeUnknown } from './instance-type-unknown.js';
import { modelContainers } from './model-containers.js';
import { modelDisk } from './model-disk.js';
import { modelDownload } from './model-download.js';
import { modelElsewhere } from './model-elsewhere.js';
import { modelMemory } from './model-memory.js';
import { modelName } from './model-name.js';
import { modelPayload } from './model-payload.js';
import { modelRole } from './model-role.js';
import { modelStart } from './model-start.js';
import { modelTimeout } from './model-timeout.js';
import { packageApproval } from './package-approval.js';
import { packageVersion } from './package-version.js';
import { releaseAlarmFleet } from './release-alarm-fleet.js';
import { releaseAlarmLate } from './release-alarm-late.js';
import { releaseInferentia } from './release-inferentia.js';
import { releaseInstances } from './release-instances.js';
import { releaseNoBake } from './release-no-bake.js';
import { releasePolicy } from './release-policy.js';
import { releaseRetained } from './release-retained.js';
import { releaseRolling } from './release-rolling.js';
import { releaseSize } from './release-size.js';
import { releaseTimeout } from './release-timeout.js';
import { releaseUnwatched } from './release-unwatched.js';
import { retainedProperties } from './retained-properties.js';
import { retainedWeight } from './retained-weight.js';
import { scalingBurstable } from './scaling-burstable.js';
import { scalingCapacity } from './scaling-capacity.js';
import { scalingDimensions } from './scaling-dimensions.js';
import { scalingFollows } from './scaling-follows.js';
import { scalingIdle } from './scaling-idle.js';
import { scalingMetric } from './scaling-metric.js';
import { scalingRange } from './scaling-range.js';
import { scalingRelease } from './scaling-release.js';
import { scalingRetained } from './scaling-retained.js';
import { scalingSchedule } from './scaling-schedule.js';
import { scalingSteps } from './scaling-steps.js';
import { scalingTwice } from './scaling-twice.js';
import { scalingVariant } from './scaling-variant.js';
import { scalingZero } from './scaling-zero.js';
import { serverlessInstance } from './serverless-instance.js';
import { serverlessMemory } from './serverless-memory.js';
import { serverlessModel } from './serverless-model.js';
import { serverlessProvisioned } from './serverless-provisioned.js';
import { serverlessVariants } from './serverless-variants.js';
import { stateMachineNext } from './state-machine-next.js';
import { variantAccelerator } from './variant-accelerator.js';
import { variantCount } from './variant-count.js';
import { variantLimits } from './variant-limits.js';
import { variantManagedScaling } from './variant-managed-scaling.js';
import { variantName } from './variant-name.js';
import { variantWeight } from './variant-weight.js';
import type { Finding, Rule, Template } from './rule.js';

/** Every rule, by its code. */
export const RULES: readonly Rule[] = [
  alarmAction,
  alarmDatapoints,
  alarmDimensionValue,
  alarmDimensions,
  alarmLatencyUnit,
  alarmLimits,
  alarmMetric,
  alarmMute,
  alarmPeriod,
  alarmStatistic,
  alarmThreshold,
  alarmUnit,
  captureContentType,
  captureSampling,
  captureServerless,
  compositeChildren,
  compositeElsewhere,
  containerEnvironment,
  endpointName,
  eventBucket,
  eventMute,
  fixedName,
  instanceTypeName,
  instanceTypeUnknown,
  modelContainers,
  modelDisk,
  modelDownload,
  modelElsewhere,
  modelMemory,
  modelName,
  modelPayload,
  modelRole,
  modelStart,
  modelTimeout,
  packageApproval,
  packageVersion,
  releaseAlarmFleet,
  releaseAlarmLate,
  releaseInferentia,
  releaseInstances,
  releaseNoBake,
  releasePolicy,
  releaseRetained,
  releaseRolling,
  releaseSize,
  releaseTimeout,
  releaseUnwatched,
  retainedProperties,
  retainedWeight,
  scalingBurstable,
  scalingCapacity,
  scalingDimensions,
  scalingFollows,
  scalingIdle,
  scalingMetric,
  scalingRange,
  scalingRelease,
  scalingRetained,
  scalingSchedule,
  scalingSteps,
  scalingTwice,
  scalingVariant,
  scalingZero,
  serverlessInstance,
  serverlessMemory,
  serverlessModel,
  serverlessProvisioned,
  serverlessVariants,
  stateMachineNext,
  variantAccelerator,
  variantCount,
  variantLimits,
  variantManagedScaling,
  variantName,
  variantWeight,
];

/** Runs every rule over one template. */
export function checkTemplate(template: Template): Finding[] {
  return RULES.flatMap(({ id, severity, check }) => check(template).map((problem) => ({ rule: id, severity, ...problem })));
}

export type { Finding, Problem, Rule, Severity, Template, TemplateResource } from './rule.js';
