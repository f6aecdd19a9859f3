import type { MetricEntry } from '../entry.js';
import { ALL, NOT_NEGATIVE, rows, SHARE_IN_PERCENT } from './row.js';

/** Transform jobs publish host metrics alone, one `Host` per instance of a job; there are no invocation counters and no disk. */
export const BATCH: readonly MetricEntry[] = rows(
  {
    mode: 'batch',
    namespace: '/aws/sagemaker/TransformJobs',
    dimensions: [['Host']],
    source: 'SageMaker Developer Guide, monitoring-cloudwatch',
  },
  [
    { name: 'CPUUtilization', unit: 'Percent', statistics: ALL, range: { ...SHARE_IN_PERCENT, per: 'vcpu' }, idle: 'missing' },
    { name: 'MemoryUtilization', unit: 'Percent', statistics: ALL, range: SHARE_IN_PERCENT, idle: 'missing' },
    {
      name: 'GPUUtilization',
      unit: 'Percent',
      statistics: ALL,
      range: { ...NOT_NEGATIVE, max: 100, per: 'gpu' },
      idle: 'missing',
      needs: 'gpu',
    },
    {
      name: 'GPUMemoryUtilization',
      unit: 'Percent',
      statistics: ALL,
      range: { ...NOT_NEGATIVE, max: 100, per: 'gpu' },
      idle: 'missing',
      needs: 'gpu',
    },
  ],
);
