/** Endpoint configurations: botocore 1.43.107, sagemaker, shapes ProductionVariant, ProductionVariantList, CreateEndpointConfigInput. */
export const ENDPOINT_LIMITS = {
  nameLength: 63,
  /** Alphanumeric, with hyphens inside. */
  namePattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/,
  variants: 10,
  /** A shadow variant stands beside exactly one production variant. */
  shadowVariants: 1,
  instancesAtLeast: 1,
  volumeGiB: { min: 1, max: 512 },
  /** ModelDataDownloadTimeoutInSeconds and ContainerStartupHealthCheckTimeoutInSeconds. */
  startTimeoutSeconds: { min: 60, max: 3600 },
  /** A model of several containers: Developer Guide, inference-pipelines. */
  containers: { min: 2, max: 15 },
} as const;

/** botocore 1.43.107, sagemaker, ContainerDefinition and EnvironmentMap. */
export const CONTAINER_LIMITS = {
  environmentEntries: 100,
  environmentKeyPattern: /^[a-zA-Z_][a-zA-Z0-9_]*$/,
  environmentTextLength: 1024,
  environmentTotalBytes: 32 * 1024,
  imageLength: 255,
} as const;

/** Developer Guide, serverless-endpoints; botocore, ProductionVariantServerlessConfig. */
export const SERVERLESS_LIMITS = {
  memoryMiB: [1024, 2048, 3072, 4096, 5120, 6144],
  maxConcurrency: { min: 1, max: 200 },
} as const;

/** botocore 1.43.107, sagemaker, DataCaptureConfig. */
export const CAPTURE_LIMITS = { samplingPercent: { min: 0, max: 100 }, contentTypes: 10 } as const;

/** botocore 1.43.107, sagemaker-runtime; Developer Guide, deploy-model-options and your-algorithms-inference-code. */
export const RUNTIME_LIMITS = {
  /** The guide's figure; whether it holds in every region is UNCONFIRMED, hence a parameter of the platform. */
  payloadBytes: 25 * 1024 * 1024,
  /** What the API models still state; above it a warning. */
  statedPayloadBytes: 6_291_456,
  /** A container has 60 s to answer. */
  responseMillis: 60_000,
  /** A streamed answer may take 8 minutes. */
  streamMillis: 480_000,
  headerLength: 1024,
  inferenceIdLength: 64,
  sessionIdLength: 256,
  /** `GET /ping` must answer within 2 s. */
  pingMillis: 2000,
  /** A container must be healthy within 8 minutes of its start. */
  startMillis: 480_000,
  errorMessageLength: 2048,
} as const;

/** Batch transform: API reference, CreateTransformJob and ModelClientConfig; Developer Guide, your-algorithms-batch-code. */
export const TRANSFORM_LIMITS = {
  nameLength: 63,
  namePattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/,
  /** Of MaxPayloadInMB, and of its product with MaxConcurrentTransforms. */
  maxPayloadInMB: 100,
  /** Without a word of the job or the container. */
  payloadInMB: 6,
  concurrentTransforms: 1,
  timeoutSeconds: 600,
  maxTimeoutSeconds: 3600,
  maxRetries: 3,
  maxInstances: 100,
  maxEnvironment: 16,
  failureReasonLength: 1024,
} as const;

/** botocore 1.43.107, cloudwatch, PutMetricAlarmInput; CloudWatch user guide, alarm-limits. */
export const ALARM_LIMITS = {
  highResolutionPeriods: [10, 20, 30],
  /** Any other period is a multiple of this. */
  periodSeconds: 60,
  /** Period × EvaluationPeriods: a day for periods under an hour, else a week. */
  windowSecondsUnderAnHour: 86_400,
  windowSeconds: 604_800,
  actions: 5,
  nameLength: 255,
  descriptionLength: 1024,
  metrics: 10,
  expressionLength: 2048,
} as const;

/** botocore 1.43.107, cloudwatch, PutCompositeAlarmInput; CloudWatch user guide, alarm-combining. */
export const COMPOSITE_LIMITS = { ruleLength: 10_240, children: 100, elements: 500 } as const;
