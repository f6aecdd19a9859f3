/** A metric that SageMaker publishes for a service, by its CloudWatch name. Which modes publish it, and how, is the catalogue's to say. */
export class ServiceMetric {
  /** Calls, failed ones included; Sum. */
  static readonly INVOCATIONS = new ServiceMetric('Invocations');
  /** Calls divided by instances; Sum. What target tracking follows. */
  static readonly INVOCATIONS_PER_INSTANCE = new ServiceMetric('InvocationsPerInstance');
  /** 1 for each answer of the model with a 4xx status, else 0; Average is the rate. */
  static readonly INVOCATION_4XX_ERRORS = new ServiceMetric('Invocation4XXErrors');
  /** 1 for each 5xx answer, else 0; Average is the rate. */
  static readonly INVOCATION_5XX_ERRORS = new ServiceMetric('Invocation5XXErrors');
  /** 1 for each call that the model did not answer with 2xx, timeouts and broken connections included, else 0. */
  static readonly INVOCATION_MODEL_ERRORS = new ServiceMetric('InvocationModelErrors');
  /** Time in the container, microseconds. */
  static readonly MODEL_LATENCY = new ServiceMetric('ModelLatency');
  /** Time that SageMaker adds, microseconds; no percentiles are published. */
  static readonly OVERHEAD_LATENCY = new ServiceMetric('OverheadLatency');
  /** Serverless only: time to start a container and load the model, microseconds. */
  static readonly MODEL_SETUP_TIME = new ServiceMetric('ModelSetupTime');
  /** Requests under way at once; Minimum and Maximum. */
  static readonly CONCURRENT_REQUESTS_PER_MODEL = new ServiceMetric('ConcurrentRequestsPerModel');
  /** Sum over the cores: up to 100 x vCPU percent. Its SampleCount per minute is the number of instances. */
  static readonly CPU_UTILIZATION = new ServiceMetric('CPUUtilization');
  /** Percent of the instance's memory. */
  static readonly MEMORY_UTILIZATION = new ServiceMetric('MemoryUtilization');
  /** Percent of the volume. */
  static readonly DISK_UTILIZATION = new ServiceMetric('DiskUtilization');
  /** Sum over the GPUs: up to 100 x GPUs percent. */
  static readonly GPU_UTILIZATION = new ServiceMetric('GPUUtilization');
  /** Sum over the GPUs: up to 100 x GPUs percent. */
  static readonly GPU_MEMORY_UTILIZATION = new ServiceMetric('GPUMemoryUtilization');

  /** Batch: 1 for a run that has failed for good, 0 for one that has not. */
  static readonly RUN_FAILED = new ServiceMetric('RunFailed');
  /** Batch: records that a run read. */
  static readonly ROWS_IN = new ServiceMetric('RowsIn');
  /** Batch: records of the input that are in no result; 1 where fewer came out of a run than went in, and nothing was published. */
  static readonly ROWS_LOST = new ServiceMetric('RowsLost');
  /** Batch: share of the records that could not be scored and were set aside. */
  static readonly REJECTED_RATE = new ServiceMetric('RejectedRate');
  /** Batch: how long a run took, seconds. */
  static readonly RUN_DURATION = new ServiceMetric('RunDuration');
  /** Batch: how long a run took over the median of the last fourteen. */
  static readonly DURATION_RATIO = new ServiceMetric('DurationRatio');
  /** Batch: age of the data behind what is published, seconds; every five minutes. */
  static readonly DATA_AGE = new ServiceMetric('DataAge');
  /** Batch: for how long the promise of fresh results has been broken, seconds; every five minutes, 0 while it is kept. */
  static readonly REFRESH_OVERDUE = new ServiceMetric('RefreshOverdue');
  /** Batch: age of the newest object of the input, seconds; every five minutes. */
  static readonly INPUT_AGE = new ServiceMetric('InputAge');
  /** Batch: schedules and events that started nothing and wait in the dead-letter queue. */
  static readonly DEAD_LETTERS = new ServiceMetric('ApproximateNumberOfMessagesVisible');

  /**
   * Any other metric that the mode publishes.
   *
   * @param metricName as CloudWatch spells it
   */
  static of(metricName: string): ServiceMetric {
    return new ServiceMetric(metricName);
  }

  private constructor(
    /** Name as CloudWatch spells it. */
    readonly metricName: string,
  ) {}
}
