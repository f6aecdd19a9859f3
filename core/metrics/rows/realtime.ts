import type { MetricEntry } from '../entry.js';
import {
  ALL,
  COMPONENT,
  COMPONENT_NAMESPACE,
  ENDPOINT_NAMESPACE,
  EXTREMES,
  FLEET,
  HOST_NAMESPACE,
  NOT_NEGATIVE,
  PLAIN,
  RATE,
  rows,
  SHARE_IN_PERCENT,
  SUM,
  VARIANT,
  ZERO_OR_ONE,
} from './row.js';

const GUIDE = 'SageMaker Developer Guide, monitoring-cloudwatch';
/** Idle behaviour and dimension sets as cloud-custodian measured them on live endpoints. */
const MEASURED = 'cloud-custodian, pull request 11078';

const INVOCATION = rows({ mode: 'real-time', namespace: ENDPOINT_NAMESPACE, dimensions: [VARIANT, FLEET], source: GUIDE }, [
  { name: 'Invocations', unit: 'None', statistics: SUM, range: NOT_NEGATIVE, idle: 'zero', basis: 'measured', source: MEASURED },
  { name: 'InvocationsPerInstance', unit: 'None', statistics: SUM, range: { min: 0, max: 1 }, idle: 'zero' },
  { name: 'Invocation4XXErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'zero' },
  { name: 'Invocation5XXErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'zero' },
  { name: 'InvocationModelErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'zero' },
  { name: 'ModelLatency', unit: 'Microseconds', statistics: ALL, range: NOT_NEGATIVE, idle: 'unknown' },
  { name: 'OverheadLatency', unit: 'Microseconds', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'unknown' },
  { name: 'ConcurrentRequestsPerModel', unit: 'None', statistics: EXTREMES, range: NOT_NEGATIVE, idle: 'unknown' },
  { name: 'MidStreamErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'unknown', needs: 'streaming' },
  { name: 'FirstChunkLatency', unit: 'Microseconds', statistics: ALL, range: NOT_NEGATIVE, idle: 'missing', needs: 'streaming' },
  { name: 'FirstChunkModelLatency', unit: 'Microseconds', statistics: ALL, range: NOT_NEGATIVE, idle: 'missing', needs: 'streaming' },
  { name: 'FirstChunkOverheadLatency', unit: 'Microseconds', statistics: ALL, range: NOT_NEGATIVE, idle: 'missing', needs: 'streaming' },
]);

const HOST = rows({ mode: 'real-time', namespace: HOST_NAMESPACE, dimensions: [VARIANT, FLEET], source: GUIDE }, [
  { name: 'CPUUtilization', unit: 'Percent', statistics: ALL, range: { ...SHARE_IN_PERCENT, per: 'vcpu' }, idle: 'zero' },
  { name: 'MemoryUtilization', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'zero' },
  { name: 'DiskUtilization', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'zero' },
  { name: 'GPUUtilization', unit: 'Percent', statistics: ALL, range: { ...SHARE_IN_PERCENT, per: 'gpu' }, idle: 'zero', needs: 'gpu' },
  {
    name: 'GPUMemoryUtilization',
    unit: 'Percent',
    statistics: ALL,
    range: { ...SHARE_IN_PERCENT, per: 'gpu' },
    idle: 'zero',
    needs: 'gpu',
  },
  {
    name: 'CPUUtilizationNormalized',
    unit: 'Percent',
    statistics: ALL,
    range: SHARE_IN_PERCENT,
    idle: 'zero',
    needs: 'inference-components',
  },
  {
    name: 'GPUUtilizationNormalized',
    unit: 'Percent',
    statistics: ALL,
    range: SHARE_IN_PERCENT,
    idle: 'zero',
    needs: 'inference-components',
  },
  {
    name: 'GPUMemoryUtilizationNormalized',
    unit: 'Percent',
    statistics: ALL,
    range: SHARE_IN_PERCENT,
    idle: 'zero',
    needs: 'inference-components',
  },
  { name: 'CPUReservation', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'zero', needs: 'inference-components' },
  { name: 'GPUReservation', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'zero', needs: 'inference-components' },
  { name: 'MemoryReservation', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'zero', needs: 'inference-components' },
]);

const MULTI_MODEL = rows({ mode: 'real-time', namespace: ENDPOINT_NAMESPACE, dimensions: [VARIANT], source: GUIDE }, [
  ...['ModelLoadingWaitTime', 'ModelUnloadingTime', 'ModelDownloadingTime', 'ModelLoadingTime'].map((name) => ({
    name,
    unit: 'Microseconds' as const,
    statistics: PLAIN,
    range: NOT_NEGATIVE,
    idle: 'missing' as const,
    needs: 'multi-model' as const,
  })),
  {
    name: 'ModelCacheHit',
    unit: 'None',
    statistics: ['Average', 'Sum', 'SampleCount'],
    range: ZERO_OR_ONE,
    idle: 'missing',
    needs: 'multi-model',
  },
]);

const LOADED_MODELS = rows({ mode: 'real-time', namespace: HOST_NAMESPACE, dimensions: [VARIANT], source: GUIDE }, [
  { name: 'LoadedModelCount', unit: 'None', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'unknown', needs: 'multi-model' },
]);

/** Inference components publish their invocation metrics under their own name alone; under the endpoint's there is never data. */
const COMPONENTS = rows(
  { mode: 'real-time', namespace: ENDPOINT_NAMESPACE, dimensions: [COMPONENT], source: MEASURED, basis: 'measured' },
  [
    { name: 'Invocations', unit: 'None', statistics: SUM, range: NOT_NEGATIVE, idle: 'zero', needs: 'inference-components' },
    { name: 'InvocationsPerCopy', unit: 'None', statistics: SUM, range: { min: 0, max: 1 }, idle: 'zero', needs: 'inference-components' },
    { name: 'Invocation4XXErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'zero', needs: 'inference-components' },
    { name: 'Invocation5XXErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'zero', needs: 'inference-components' },
    { name: 'InvocationModelErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'zero', needs: 'inference-components' },
    { name: 'ModelLatency', unit: 'Microseconds', statistics: ALL, range: NOT_NEGATIVE, idle: 'unknown', needs: 'inference-components' },
    {
      name: 'OverheadLatency',
      unit: 'Microseconds',
      statistics: PLAIN,
      range: NOT_NEGATIVE,
      idle: 'unknown',
      needs: 'inference-components',
    },
    {
      name: 'ConcurrentRequestsPerCopy',
      unit: 'None',
      statistics: EXTREMES,
      range: NOT_NEGATIVE,
      idle: 'unknown',
      needs: 'inference-components',
    },
    { name: 'MidStreamErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'unknown', needs: 'inference-components' },
    ...['FirstChunkLatency', 'FirstChunkModelLatency', 'FirstChunkOverheadLatency'].map((name) => ({
      name,
      unit: 'Microseconds' as const,
      statistics: ALL,
      range: NOT_NEGATIVE,
      idle: 'missing' as const,
      needs: 'inference-components' as const,
    })),
    {
      name: 'NoCapacityInvocationFailures',
      unit: 'None',
      statistics: SUM,
      range: NOT_NEGATIVE,
      idle: 'missing',
      needs: 'inference-components',
      source: 'SageMaker Developer Guide, endpoint-auto-scaling-zero-instances',
      basis: 'documented',
    },
  ],
);

const COMPONENT_HOST = rows(
  { mode: 'real-time', namespace: COMPONENT_NAMESPACE, dimensions: [COMPONENT, ['InferenceComponentName', 'InstanceType']], source: GUIDE },
  ['CPUUtilizationNormalized', 'MemoryUtilizationNormalized', 'GPUUtilizationNormalized', 'GPUMemoryUtilizationNormalized'].map((name) => ({
    name,
    unit: 'Percent' as const,
    statistics: ALL,
    range: SHARE_IN_PERCENT,
    idle: 'zero' as const,
    needs: 'inference-components' as const,
  })),
);

export const REALTIME: readonly MetricEntry[] = [
  ...INVOCATION,
  ...HOST,
  ...MULTI_MODEL,
  ...LOADED_MODELS,
  ...COMPONENTS,
  ...COMPONENT_HOST,
];
