/** A service of AWS, as messages name it and as policies spell its actions. */
export interface AwsService {
  /** `CloudWatch`. */
  readonly name: string;
  /** `cloudwatch`, as in cloudwatch:DescribeAlarms. */
  readonly prefix: string;
  /** The client of the AWS SDK, which whoever asks an account installs. */
  readonly package: string;
}

export const CLOUDWATCH: AwsService = { name: 'CloudWatch', prefix: 'cloudwatch', package: '@aws-sdk/client-cloudwatch' };
export const SAGEMAKER: AwsService = { name: 'SageMaker', prefix: 'sagemaker', package: '@aws-sdk/client-sagemaker' };
/** Its calls are allowed as actions of SageMaker. */
export const SAGEMAKER_RUNTIME: AwsService = { ...SAGEMAKER, package: '@aws-sdk/client-sagemaker-runtime' };
export const CLOUDFORMATION: AwsService = { name: 'CloudFormation', prefix: 'cloudformation', package: '@aws-sdk/client-cloudformation' };
export const AUTO_SCALING: AwsService = {
  name: 'Application Auto Scaling',
  prefix: 'application-autoscaling',
  package: '@aws-sdk/client-application-auto-scaling',
};
/** Its actions are called after states. */
export const STEP_FUNCTIONS: AwsService = { name: 'Step Functions', prefix: 'states', package: '@aws-sdk/client-sfn' };
export const SNS: AwsService = { name: 'SNS', prefix: 'sns', package: '@aws-sdk/client-sns' };
