/** How a model reaches the application. */
export enum HostingMode {
  /** Instances that answer calls within 60 s. */
  REALTIME = 'real-time',
  /** Answers calls, scales to zero by itself, has cold starts. */
  SERVERLESS = 'serverless',
  /** A queue in front of instances; answers land in S3. */
  ASYNC = 'async',
  /** Files are scored on a schedule. */
  BATCH = 'batch',
  /** Inside the application, with no network. */
  EMBEDDED = 'embedded',
}
