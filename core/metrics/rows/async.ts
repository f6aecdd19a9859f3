import type { MetricEntry } from '../entry.js';
import {
  ALL,
  ENDPOINT,
  ENDPOINT_NAMESPACE,
  GAUGE,
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

const GUIDE = 'SageMaker Developer Guide, async-inference-monitor';
const MEASURED = 'cloud-custodian, pull request 11078';

/** OverheadLatency, Invocations, InvocationsPerInstance and InvocationModelErrors are not published for asynchronous endpoints. */
const INVOCATION = rows({ mode: 'async', namespace: ENDPOINT_NAMESPACE, dimensions: [VARIANT], source: GUIDE }, [
  { name: 'Invocation4XXErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'unknown' },
  { name: 'Invocation5XXErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'unknown' },
  { name: 'ModelLatency', unit: 'Microseconds', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
  ...['RequestDownloadFailures', 'ResponseUploadFailures', 'NotificationFailures', 'ExpiredRequests', 'InvocationFailures'].map((name) => ({
    name,
    unit: 'Count' as const,
    statistics: SUM,
    range: NOT_NEGATIVE,
    idle: 'unknown' as const,
  })),
  // The guide spells it with three s; it is published with two, and not at all while nothing is processed.
  {
    name: 'InvocationsProcessed',
    unit: 'Count',
    statistics: SUM,
    range: NOT_NEGATIVE,
    idle: 'missing',
    source: MEASURED,
    basis: 'measured',
  },
  ...['RequestDownloadLatency', 'ResponseUploadLatency'].map((name) => ({
    name,
    unit: 'Microseconds' as const,
    statistics: PLAIN,
    range: NOT_NEGATIVE,
    idle: 'missing' as const,
  })),
  ...['TimeInBacklog', 'TotalProcessingTime'].map((name) => ({
    name,
    unit: 'Milliseconds' as const,
    statistics: PLAIN,
    range: NOT_NEGATIVE,
    idle: 'missing' as const,
  })),
]);

const BACKLOG = rows({ mode: 'async', namespace: ENDPOINT_NAMESPACE, dimensions: [ENDPOINT], source: GUIDE }, [
  { name: 'ApproximateBacklogSize', unit: 'Count', statistics: GAUGE, range: NOT_NEGATIVE, idle: 'zero' },
  { name: 'ApproximateBacklogSizePerInstance', unit: 'Count', statistics: GAUGE, range: NOT_NEGATIVE, idle: 'zero' },
  { name: 'ApproximateAgeOfOldestRequest', unit: 'Seconds', statistics: GAUGE, range: NOT_NEGATIVE, idle: 'unknown' },
  { name: 'HasBacklogWithoutCapacity', unit: 'Count', statistics: ['Average'], range: ZERO_OR_ONE, idle: 'zero' },
]);

const HOST = rows(
  { mode: 'async', namespace: HOST_NAMESPACE, dimensions: [VARIANT], source: 'SageMaker Developer Guide, monitoring-cloudwatch' },
  [
    { name: 'CPUUtilization', unit: 'Percent', statistics: ALL, range: { ...SHARE_IN_PERCENT, per: 'vcpu' }, idle: 'unknown' },
    { name: 'MemoryUtilization', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'unknown' },
    { name: 'DiskUtilization', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'unknown' },
    { name: 'GPUUtilization', unit: 'Percent', statistics: ALL, range: { ...SHARE_IN_PERCENT, per: 'gpu' }, idle: 'unknown', needs: 'gpu' },
    {
      name: 'GPUMemoryUtilization',
      unit: 'Percent',
      statistics: ALL,
      range: { ...SHARE_IN_PERCENT, per: 'gpu' },
      idle: 'unknown',
      needs: 'gpu',
    },
  ],
);

export const ASYNC: readonly MetricEntry[] = [...INVOCATION, ...BACKLOG, ...HOST];
