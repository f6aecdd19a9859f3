/**
 * What cloud-custodian found live endpoints to publish: names, namespaces, dimension sets, and what an idle endpoint shows. Facts only, from
 * c7n/data/sagemaker_metrics.yaml, docs/source/aws/examples/sagemakermetrics.rst and tests/terraform/sagemaker_endpoint_metrics of
 * https://github.com/cloud-custodian/cloud-custodian/pull/11078 (Apache-2.0, copyright The Cloud Custodian Authors), read at commits
 * c0fb855683a4 and b3ab3e7596fe. Their probe saw CPU instances only: what needs a GPU, streaming or several models is taken over by analogy.
 */
export interface Measured {
  /** `classic`: a model per variant. `components`: models as inference components. */
  readonly kind: 'classic' | 'components' | 'async';
  readonly namespace: string;
  /** Sorted. */
  readonly dimensions: readonly string[];
  readonly metrics: readonly string[];
}

const VARIANT = ['EndpointName', 'VariantName'];

export const MEASURED: readonly Measured[] = [
  {
    kind: 'classic',
    namespace: '/aws/sagemaker/Endpoints',
    dimensions: VARIANT,
    metrics: ['CPUUtilization', 'DiskUtilization', 'GPUMemoryUtilization', 'GPUUtilization', 'MemoryUtilization', 'LoadedModelCount'],
  },
  {
    kind: 'components',
    namespace: '/aws/sagemaker/Endpoints',
    dimensions: VARIANT,
    metrics: [
      'CPUReservation',
      'CPUUtilizationNormalized',
      'GPUMemoryUtilizationNormalized',
      'GPUReservation',
      'GPUUtilizationNormalized',
      'MemoryReservation',
    ],
  },
  {
    kind: 'classic',
    namespace: 'AWS/SageMaker',
    dimensions: VARIANT,
    metrics: [
      'ConcurrentRequestsPerModel',
      'Invocation4XXErrors',
      'Invocation5XXErrors',
      'InvocationModelErrors',
      'Invocations',
      'InvocationsPerInstance',
      'ModelLatency',
      'OverheadLatency',
      'MidStreamErrors',
      'FirstChunkLatency',
      'FirstChunkModelLatency',
      'FirstChunkOverheadLatency',
      'ModelLoadingWaitTime',
      'ModelUnloadingTime',
      'ModelDownloadingTime',
      'ModelLoadingTime',
      'ModelCacheHit',
    ],
  },
  {
    kind: 'components',
    namespace: 'AWS/SageMaker',
    dimensions: ['InferenceComponentName'],
    metrics: [
      'ConcurrentRequestsPerCopy',
      'Invocation4XXErrors',
      'Invocation5XXErrors',
      'InvocationModelErrors',
      'Invocations',
      'InvocationsPerCopy',
      'ModelLatency',
      'OverheadLatency',
      'MidStreamErrors',
      'FirstChunkLatency',
      'FirstChunkModelLatency',
      'FirstChunkOverheadLatency',
    ],
  },
  {
    kind: 'components',
    namespace: '/aws/sagemaker/InferenceComponents',
    dimensions: ['InferenceComponentName'],
    metrics: ['CPUUtilizationNormalized', 'GPUMemoryUtilizationNormalized', 'GPUUtilizationNormalized', 'MemoryUtilizationNormalized'],
  },
  {
    kind: 'async',
    namespace: 'AWS/SageMaker',
    dimensions: VARIANT,
    metrics: ['Invocation4XXErrors', 'Invocation5XXErrors', 'ModelLatency', 'InvocationsProcessed'],
  },
  {
    kind: 'async',
    namespace: 'AWS/SageMaker',
    dimensions: ['EndpointName'],
    metrics: ['ApproximateBacklogSize', 'ApproximateBacklogSizePerInstance', 'ApproximateAgeOfOldestRequest', 'HasBacklogWithoutCapacity'],
  },
];

/** Of the invocation metrics of a real-time endpoint, what an asynchronous one does not publish. */
export const NOT_ASYNC = [
  'Invocations',
  'InvocationsPerInstance',
  'InvocationModelErrors',
  'OverheadLatency',
  'ConcurrentRequestsPerModel',
];

/** Documented as a dimension set, and never published: instance type occurs only together with zone and region. */
export const NEVER_PUBLISHED = ['EndpointName', 'InstanceType', 'VariantName'];

/** What nobody calling looks like. */
export const IDLE = [
  { kind: 'classic', name: 'Invocations', idle: 'zero' },
  { kind: 'components', name: 'Invocations', idle: 'zero' },
  { kind: 'async', name: 'InvocationsProcessed', idle: 'missing' },
] as const;
