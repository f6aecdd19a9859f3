import type { ScalableTarget, ScalingPolicy, ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import type { Stack, StackEvent, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Subscription } from '@aws-sdk/client-sns';
import type { DescribeEndpointConfigOutput, DescribeEndpointOutput, DescribeModelOutput } from '@aws-sdk/client-sagemaker';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { readStacks, type DeployedIds, type ReadStack } from '../../../runtime/assembly/stacks';
import { record, records, text } from '../../../runtime/assembly/values';
import { LoopbackCloudWatch, type Failure } from './loopback';

type Fields = Readonly<Record<string, unknown>>;

const PAGE = 2;
export const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';
/** When everything was deployed. */
export const DEPLOYED = new Date('2026-11-20T10:00:00Z');
const ARN: Readonly<Record<string, (name: string) => string>> = {
  'AWS::SageMaker::Endpoint': (name) => arn('sagemaker', `endpoint/${name.toLowerCase()}`),
  'AWS::SageMaker::EndpointConfig': (name) => arn('sagemaker', `endpoint-config/${name.toLowerCase()}`),
  'AWS::SageMaker::Model': (name) => arn('sagemaker', `model/${name.toLowerCase()}`),
  'AWS::SNS::Topic': (name) => arn('sns', name),
  'AWS::StepFunctions::StateMachine': (name) => arn('states', `stateMachine:${name}`),
};

/** A stack of the account. */
export interface HeldStack {
  stack: Stack;
  template: string;
  resources: StackResourceSummary[];
  /** Newest first. */
  events: StackEvent[];
}

/**
 * An account on this machine for AWS's own clients: CloudFormation (query and XML), SageMaker, Application Auto Scaling and Step Functions (AWS
 * JSON), in small pages, with a CloudWatch beside them. What it holds is put in, or comes from an assembly.
 */
export class LoopbackAccount {
  readonly stacks: HeldStack[] = [];
  readonly endpoints: Writable<DescribeEndpointOutput>[] = [];
  readonly configs: Writable<DescribeEndpointConfigOutput>[] = [];
  readonly models: Writable<DescribeModelOutput>[] = [];
  readonly targets: Writable<ScalableTarget>[] = [];
  readonly policies: Writable<ScalingPolicy>[] = [];
  readonly actions: Writable<ScheduledAction>[] = [];
  readonly subscriptions: Subscription[] = [];
  readonly executions: HeldExecution[] = [];
  /** What follows when somebody starts an execution; default: it goes on running. */
  onStart: ((execution: HeldExecution) => void) | undefined;
  /** Every call that came, by action. */
  readonly calls: string[] = [];
  private readonly refused = new Map<string, Failure>();
  private readonly server: Server;

  private constructor(readonly cloudwatch: LoopbackCloudWatch) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Listens, and is what the SDK of this process finds. */
  static async open(): Promise<LoopbackAccount> {
    const made = new LoopbackAccount(await LoopbackCloudWatch.open());
    made.server.listen(0, '127.0.0.1');
    await once(made.server, 'listening');
    const url = `http://127.0.0.1:${(made.server.address() as AddressInfo).port}`;
    for (const service of ['CLOUDFORMATION', 'SAGEMAKER', 'APPLICATION_AUTO_SCALING', 'SNS', 'SFN'])
      process.env[`AWS_ENDPOINT_URL_${service}`] = url;
    return made;
  }

  /** From now on one action fails. */
  refuse(action: string, failure: Failure): void {
    this.refused.set(action, failure);
    this.cloudwatch.refuse(action, failure);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    // Puts the environment back too.
    await this.cloudwatch.close();
  }

  /** Somebody listens to every topic that an alarm tells; the confirmed ones first. */
  subscribe(...arns: readonly string[]): void {
    const alarms = [...this.cloudwatch.metricAlarms, ...this.cloudwatch.compositeAlarms];
    for (const TopicArn of new Set(alarms.flatMap(({ AlarmActions = [] }) => AlarmActions)))
      for (const SubscriptionArn of arns) this.subscriptions.push({ TopicArn, SubscriptionArn, Protocol: 'email' });
  }

  /** The account after an assembly was deployed into it, all going well. */
  deploy(directory: string): void {
    const ids = new Map<string, DeployedIds>();
    const stacks = readStacks(directory);
    for (const stack of stacks) ids.set(stack.path, idsOf(stack, stacks));
    for (const stack of readStacks(directory, (path) => ids.get(path))) this.hold(stack, ids.get(stack.path) as DeployedIds);
  }

  private hold(stack: ReadStack, { stackId, resources }: DeployedIds): void {
    const { scope } = stack;
    const StackName = scope.location.stackName;
    const event = (ResourceStatus: string, more: object = {}): StackEvent =>
      ({
        StackId: stackId,
        EventId: ResourceStatus,
        StackName,
        Timestamp: DEPLOYED,
        LogicalResourceId: StackName,
        PhysicalResourceId: stackId,
        ResourceStatus,
        ...more,
      }) as StackEvent;
    this.stacks.push({
      stack: { StackName, StackId: stackId, StackStatus: 'CREATE_COMPLETE', CreationTime: DEPLOYED },
      template: JSON.stringify(scope.template),
      resources: [...resources].map(([LogicalResourceId, PhysicalResourceId]) => ({
        LogicalResourceId,
        PhysicalResourceId,
        ResourceType: scope.template.Resources?.[LogicalResourceId]?.Type,
        ResourceStatus: 'CREATE_COMPLETE',
        LastUpdatedTimestamp: DEPLOYED,
      })),
      events: [
        event('CREATE_COMPLETE', { Timestamp: new Date(DEPLOYED.getTime() + 600_000) }),
        event('CREATE_COMPLETE', { LogicalResourceId: 'Any', PhysicalResourceId: 'any' }),
        event('CREATE_IN_PROGRESS'),
      ],
    });
    const all = (...types: string[]): { name: string; properties: Fields }[] =>
      scope
        .resources(...types)
        .map(({ logicalId }) => ({ name: String(scope.nameOf(logicalId)), properties: scope.properties(logicalId) }));
    for (const { name, properties } of all('AWS::SageMaker::Model'))
      this.models.push({ ModelName: name, ...properties } as DescribeModelOutput);
    for (const { name, properties } of all('AWS::SageMaker::EndpointConfig'))
      this.configs.push({ EndpointConfigName: name, ...properties } as unknown as DescribeEndpointConfigOutput);
    for (const { name, properties } of all('AWS::SageMaker::Endpoint')) this.endpoints.push(this.made(name, properties));
    for (const { name, properties } of all('AWS::CloudWatch::Alarm')) this.cloudwatch.metricAlarms.push({ ...alarm(name), ...properties });
    for (const { name, properties } of all('AWS::CloudWatch::CompositeAlarm'))
      this.cloudwatch.compositeAlarms.push({ ...alarm(name), ...properties });
    for (const { properties } of all('AWS::ApplicationAutoScaling::ScalableTarget'))
      this.targets.push(properties as unknown as ScalableTarget);
    for (const { properties } of all('AWS::ApplicationAutoScaling::ScalingPolicy')) {
      const target = this.targets[0];
      this.policies.push({ ...properties, ResourceId: target?.ResourceId } as unknown as ScalingPolicy);
    }
  }

  /** The same name and input again is the same execution while it runs, and refused once it has ended (API reference, StartExecution). */
  private started(given: Fields): object {
    const { stateMachineArn, name, input } = given as Readonly<Record<'stateMachineArn' | 'name' | 'input', string>>;
    if (!this.stacks.some(({ resources }) => resources.some((each) => each.PhysicalResourceId === stateMachineArn)))
      return { type: 'StateMachineDoesNotExist', message: `State Machine Does Not Exist: '${stateMachineArn}'` };
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.executions.find((each) => each.executionArn === executionArn);
    if (known !== undefined && (known.status !== 'RUNNING' || known.input !== input))
      return { type: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${executionArn}'` };
    if (known === undefined) {
      const made: HeldExecution = { executionArn, stateMachineArn, name, input, status: 'RUNNING', startDate: DEPLOYED };
      this.executions.push(made);
      this.onStart?.(made);
    }
    return { executionArn, startDate: DEPLOYED };
  }

  private made(name: string, { EndpointConfigName, DeploymentConfig }: Fields): DescribeEndpointOutput {
    const config = this.configs.find((each) => each.EndpointConfigName === EndpointConfigName);
    return {
      EndpointName: name,
      EndpointArn: arn('sagemaker', `endpoint/${name.toLowerCase()}`),
      EndpointConfigName: config?.EndpointConfigName,
      EndpointStatus: 'InService',
      CreationTime: DEPLOYED,
      LastModifiedTime: DEPLOYED,
      LastDeploymentConfig: DeploymentConfig as DescribeEndpointOutput['LastDeploymentConfig'],
      ProductionVariants: (config?.ProductionVariants ?? []).map(({ VariantName, InitialVariantWeight, InitialInstanceCount }) => ({
        VariantName,
        CurrentWeight: InitialVariantWeight,
        DesiredWeight: InitialVariantWeight,
        CurrentInstanceCount: InitialInstanceCount,
        DesiredInstanceCount: InitialInstanceCount,
      })),
      ...(config?.DataCaptureConfig === undefined
        ? {}
        : {
            DataCaptureConfig: {
              EnableCapture: true,
              CaptureStatus: 'Started',
              CurrentSamplingPercentage: config.DataCaptureConfig.InitialSamplingPercentage,
              DestinationS3Uri: config.DataCaptureConfig.DestinationS3Uri,
              KmsKeyId: '',
            },
          }),
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await buffer(request)).toString('utf8');
    const target = String(request.headers['x-amz-target'] ?? '');
    const form = new URLSearchParams(target === '' ? body : '');
    const action = target === '' ? (form.get('Action') ?? '') : (target.split('.')[1] ?? '');
    this.calls.push(action);
    const input: Fields = target === '' ? Object.fromEntries(form) : (JSON.parse(body) as Fields);
    const failure = this.refused.get(action);
    const answer = failure ?? this.output(action, input);
    const failed = 'type' in answer && 'message' in answer ? (answer as unknown as Failure) : undefined;
    const status = failed === undefined ? 200 : (failed.status ?? 400);
    if (target === '') {
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(
        failed === undefined
          ? `<${action}Response><${action}Result>${xml(answer)}</${action}Result></${action}Response>`
          : `<ErrorResponse><Error><Type>Sender</Type>${xml({ Code: failed.type, Message: failed.message })}</Error></ErrorResponse>`,
      );
      return;
    }
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(failed === undefined ? withSeconds(answer) : { __type: failed.type, message: failed.message }));
  }

  private output(action: string, input: Fields): object {
    const stackNamed = (): HeldStack | undefined =>
      this.stacks.find(({ stack }) => [stack.StackName, stack.StackId].includes(String(input['StackName'])));
    switch (action) {
      case 'DescribeStacks': {
        const found = stackNamed();
        return found === undefined
          ? { type: 'ValidationError', message: `Stack with id ${String(input['StackName'])} does not exist` }
          : { Stacks: [found.stack] };
      }
      case 'ListStackResources':
        return page('StackResourceSummaries', stackNamed()?.resources ?? [], input);
      case 'DescribeStackEvents':
        return page('StackEvents', stackNamed()?.events ?? [], input);
      case 'GetTemplate':
        return { TemplateBody: stackNamed()?.template };
      case 'DescribeEndpoint':
        return named(this.endpoints, 'EndpointName', input) ?? notFound('endpoint', input['EndpointName']);
      case 'DescribeEndpointConfig':
        return named(this.configs, 'EndpointConfigName', input) ?? notFound('endpoint configuration', input['EndpointConfigName']);
      case 'DescribeModel':
        return named(this.models, 'ModelName', input) ?? notFound('model', input['ModelName']);
      case 'ListEndpoints':
        return page(
          'Endpoints',
          this.endpoints.filter(({ EndpointName = '' }) => EndpointName.includes(text(input['NameContains']) ?? '')),
          input,
        );
      case 'DescribeScalableTargets': {
        const ids = input['ResourceIds'] as string[];
        return page(
          'ScalableTargets',
          this.targets.filter(({ ResourceId = '' }) => ids.includes(ResourceId)),
          input,
        );
      }
      case 'DescribeScalingPolicies':
        return page(
          'ScalingPolicies',
          this.policies.filter(({ ResourceId }) => ResourceId === input['ResourceId']),
          input,
        );
      case 'ListSubscriptionsByTopic':
        return page(
          'Subscriptions',
          this.subscriptions.filter(({ TopicArn }) => TopicArn === input['TopicArn']),
          input,
        );
      case 'StartExecution':
        return this.started(input);
      case 'DescribeExecution':
        return (
          this.executions.find(({ executionArn }) => executionArn === input['executionArn']) ?? {
            type: 'ExecutionDoesNotExist',
            message: `Execution Does Not Exist: '${String(input['executionArn'])}'`,
          }
        );
      case 'DescribeScheduledActions':
        return page(
          'ScheduledActions',
          this.actions.filter(({ ResourceId }) => ResourceId === input['ResourceId']),
          input,
        );
      default:
        throw new TypeError(`the loopback has no ${action}`);
    }
  }
}

/** An execution of a state machine. */
export type HeldExecution = Writable<Required<Pick<DescribeExecutionOutput, 'executionArn' | 'stateMachineArn' | 'name' | 'input'>>> &
  Writable<DescribeExecutionOutput>;

export type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function idsOf(stack: ReadStack, stacks: readonly ReadStack[]): DeployedIds {
  const { scope, path } = stack;
  const resources = Object.entries(scope.template.Resources ?? {}).map(([logicalId, { Type, Properties }]): [string, string] => {
    const nested = stacks.find(({ nestedIn }) => nestedIn?.path === path && nestedIn.logicalId === logicalId);
    if (nested !== undefined) return [logicalId, stackIdOf(nested)];
    const fixed = text(Properties?.['EndpointName']) ?? text(Properties?.['AlarmName']);
    const made = fixed ?? `${stackNameOf(stack)}-${logicalId}-1A2B3C`;
    return [logicalId, ARN[Type]?.(made) ?? made];
  });
  return { stackId: stackIdOf(stack), resources: new Map(resources) };
}

function stackNameOf({ scope, path, nestedIn }: ReadStack): string {
  return nestedIn === undefined ? scope.location.stackName : path.replaceAll('/', '-');
}

function stackIdOf(stack: ReadStack): string {
  return `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackNameOf(stack)}/11112222-3333-4444-5555-666677778888`;
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

function alarm(AlarmName: string): object {
  return {
    AlarmName,
    StateValue: 'OK',
    StateReason: 'Threshold Crossed: no',
    StateUpdatedTimestamp: DEPLOYED,
    StateTransitionedTimestamp: DEPLOYED,
    ActionsEnabled: true,
  };
}

/** SageMaker's own names are found whatever their case. */
function named<Item extends object>(items: readonly Item[], key: keyof Item & string, input: Fields): Item | undefined {
  return items.find((item) => String(item[key]).toLowerCase() === String(input[key]).toLowerCase());
}

function notFound(kind: string, name: unknown): object {
  return { type: 'ValidationException', message: `Could not find ${kind} "${String(name)}".` };
}

function page(name: string, all: readonly object[], { NextToken = '0' }: Fields): object {
  const from = Number(NextToken);
  return { [name]: all.slice(from, from + PAGE), ...(all.length > from + PAGE ? { NextToken: String(from + PAGE) } : {}) };
}

function withSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withSeconds);
  const fields = record(value);
  return fields === undefined ? value : Object.fromEntries(Object.entries(fields).map(([key, each]) => [key, withSeconds(each)]));
}

function xml(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  const fields = record(value);
  if (fields === undefined) return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return Object.entries(fields)
    .flatMap(([key, each]) => (each === undefined ? [] : [`<${key}>${xml(each)}</${key}>`]))
    .join('');
}

/** Entries of a list of records, for a test that changes them. */
export function entries(value: unknown): Writable<Fields>[] {
  return records(value);
}
