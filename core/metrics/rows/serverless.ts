import type { MetricEntry } from '../entry.js';
import {
  ALL,
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

const GUIDE = 'SageMaker Developer Guide, serverless-endpoints-monitoring';

/** The guide calls its list exhaustive: no InvocationModelErrors, InvocationsPerInstance, CPU or disk. Idle behaviour is not known. */
const INVOCATION = rows({ mode: 'serverless', namespace: ENDPOINT_NAMESPACE, dimensions: [VARIANT], source: GUIDE }, [
  { name: 'Invocations', unit: 'None', statistics: SUM, range: NOT_NEGATIVE, idle: 'unknown' },
  { name: 'Invocation4XXErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'unknown' },
  { name: 'Invocation5XXErrors', unit: 'None', statistics: RATE, range: ZERO_OR_ONE, idle: 'unknown' },
  { name: 'ModelLatency', unit: 'Microseconds', statistics: ALL, range: NOT_NEGATIVE, idle: 'unknown' },
  { name: 'OverheadLatency', unit: 'Microseconds', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'unknown' },
  {
    name: 'ModelSetupTime',
    unit: 'Microseconds',
    statistics: ['SampleCount', 'Average', 'Minimum', 'Maximum', 'Percentiles'],
    range: NOT_NEGATIVE,
    idle: 'missing',
  },
  { name: 'ServerlessConcurrentExecutionsUtilization', unit: 'None', statistics: GAUGE, range: ZERO_OR_ONE, idle: 'unknown' },
  {
    name: 'ServerlessProvisionedConcurrencyExecutions',
    unit: 'Count',
    statistics: GAUGE,
    range: NOT_NEGATIVE,
    idle: 'unknown',
    needs: 'provisioned-concurrency',
  },
  {
    name: 'ServerlessProvisionedConcurrencyUtilization',
    unit: 'None',
    statistics: GAUGE,
    range: ZERO_OR_ONE,
    idle: 'unknown',
    needs: 'provisioned-concurrency',
  },
  {
    name: 'ServerlessProvisionedConcurrencyInvocations',
    unit: 'Count',
    statistics: GAUGE,
    range: NOT_NEGATIVE,
    idle: 'unknown',
    needs: 'provisioned-concurrency',
  },
  {
    name: 'ServerlessProvisionedConcurrencySpilloverInvocations',
    unit: 'Count',
    statistics: GAUGE,
    range: NOT_NEGATIVE,
    idle: 'unknown',
    needs: 'provisioned-concurrency',
  },
]);

const HOST = rows({ mode: 'serverless', namespace: HOST_NAMESPACE, dimensions: [VARIANT], source: GUIDE }, [
  { name: 'MemoryUtilization', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'unknown' },
]);

export const SERVERLESS: readonly MetricEntry[] = [...INVOCATION, ...HOST];
