import { Unknown } from './unknown.js';

/** Where a resource is, for its ARN. */
export interface Location {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

interface Naming {
  /** Property that fixes the name. */
  readonly property: string;
  readonly arn: (name: string, at: Location) => string;
  /** What `Ref` gives. */
  readonly ref: 'name' | 'arn';
  /** Attributes that are the name. */
  readonly nameAttributes?: readonly string[];
  readonly lowerCase?: boolean;
}

const MOST_CHARACTERS = 63;

function named(property: string, service: string, resource: string, ref: Naming['ref'], nameAttributes: readonly string[] = []): Naming {
  return {
    property,
    ref,
    nameAttributes,
    arn: (name, { partition, region, account }) => `arn:${partition}:${service}:${region}:${account}:${resource}${name}`,
  };
}

/** Names and ARNs of what endpoints and their alarms refer to. Where CloudFormation would make a name up, a stand-in takes its place. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::SageMaker::Endpoint': named('EndpointName', 'sagemaker', 'endpoint/', 'arn', ['EndpointName']),
  'AWS::SageMaker::EndpointConfig': named('EndpointConfigName', 'sagemaker', 'endpoint-config/', 'arn', ['EndpointConfigName']),
  'AWS::SageMaker::Model': named('ModelName', 'sagemaker', 'model/', 'arn', ['ModelName']),
  'AWS::SageMaker::InferenceComponent': named('InferenceComponentName', 'sagemaker', 'inference-component/', 'arn', [
    'InferenceComponentName',
  ]),
  'AWS::CloudWatch::Alarm': named('AlarmName', 'cloudwatch', 'alarm:', 'name'),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', 'cloudwatch', 'alarm:', 'name'),
  'AWS::SNS::Topic': { ...named('TopicName', 'sns', '', 'arn', ['TopicName']) },
  'AWS::SQS::Queue': named('QueueName', 'sqs', '', 'name', ['QueueName']),
  'AWS::Lambda::Function': named('FunctionName', 'lambda', 'function:', 'name'),
  'AWS::StepFunctions::StateMachine': named('StateMachineName', 'states', 'stateMachine:', 'arn', ['Name']),
  'AWS::KMS::Key': named('KeyId', 'kms', 'key/', 'name', ['KeyId']),
  'AWS::IAM::Role': {
    property: 'RoleName',
    ref: 'name',
    arn: (name, { partition, account }) => `arn:${partition}:iam::${account}:role/${name}`,
  },
  'AWS::S3::Bucket': {
    property: 'BucketName',
    ref: 'name',
    lowerCase: true,
    arn: (name, { partition }) => `arn:${partition}:s3:::${name}`,
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': named('PolicyName', 'autoscaling', 'scalingPolicy:', 'arn'),
  'AWS::ECR::Repository': named('RepositoryName', 'ecr', 'repository/', 'name'),
};

/** The name of a resource: the one it fixes, or a stand-in `<stack>-<logical id>`. */
export function physicalName(type: string, logicalId: string, fixed: unknown, { stackName }: Location): unknown {
  if (fixed instanceof Unknown) return fixed.reading ?? fixed;
  if (typeof fixed === 'string') return fixed;
  const name = `${stackName}-${logicalId}`.slice(0, MOST_CHARACTERS);
  return NAMINGS[type]?.lowerCase === true ? name.toLowerCase() : name;
}

/** Types whose ARN has a colon before the name. */
const COLONS = new Set(['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine']);

/** The name within what CloudFormation calls the physical id of a resource, which is what `Ref` gives. */
export function nameOfId(type: string, id: string): string {
  const naming = NAMINGS[type];
  if (naming?.ref !== 'arn' || !id.startsWith('arn:')) return id;
  return id.split(COLONS.has(type) ? ':' : '/').at(-1) ?? id;
}

/** Property that fixes the name of a resource of this type. */
export function nameProperty(type: string): string | undefined {
  return NAMINGS[type]?.property;
}

export function refValue(type: string, name: unknown, at: Location): unknown {
  return NAMINGS[type]?.ref === 'arn' && typeof name === 'string' ? NAMINGS[type].arn(name, at) : name;
}

export function attributeValue(type: string, attribute: string, name: unknown, at: Location): unknown {
  const naming = NAMINGS[type];
  if (name instanceof Unknown) return name;
  if (naming?.nameAttributes?.includes(attribute) === true) return name;
  if (naming !== undefined && /^(Arn|TopicArn|EndpointArn)$/.test(attribute)) return naming.arn(String(name), at);
  if (type === 'AWS::S3::Bucket' && attribute.endsWith('DomainName')) return `${String(name)}.s3.${at.region}.amazonaws.com`;
  return new Unknown(`attribute ${attribute} of a ${type}`);
}
