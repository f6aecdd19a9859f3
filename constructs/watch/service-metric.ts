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
