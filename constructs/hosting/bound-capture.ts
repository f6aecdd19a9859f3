import type { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import type { CapturedRecords } from './captured-records.js';

/** What capturing means to the endpoint, and to who reads the records. */
export interface BoundCapture {
  /** Of the endpoint's configuration. */
  readonly property: CfnEndpointConfig.DataCaptureConfigProperty;
  /** Where the records lie. */
  readonly records: CapturedRecords;
}
