import { ArnFormat, Duration, Size, Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { throwProblems } from '../../core/errors/index.js';
import { instanceFacts } from '../../core/limits/index.js';
import type { JobPlan, JobResources, LocalCommand } from '../../core/pipeline/index.js';
import { makeExecutionRole } from '../hosting/execution-role.js';
import { addJobCode, requireScript } from './job-code.js';
import type { JobOptions } from './job-options.js';
import type { PipelineStep } from './pipeline-step.js';
import type { StepPlace } from './step-place.js';

/** What holds where nothing is said; each stands in the documentation of its property. */
const DEFAULTS = Object.freeze({
  interpreter: ['python3'],
  instanceCount: 1,
  volume: Size.gibibytes(30),
  maxRuntime: Duration.hours(1),
  network: false,
});
/** A job's name has 63 characters, of which a UUID and a hyphen take 37. */
const PREFIX_LENGTH = 26;

/** Names of a job's inputs; its code is one of them. */
const INPUT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const CODE = 'code';

/** Kinds of jobs, as the parts of AWS's names. */
export type JobKind = 'Processing' | 'Training';

/** Refuses what no job can be, when the step is made. */
export function checkJob(step: PipelineStep, { script, instanceCount = DEFAULTS.instanceCount, localCommand }: JobOptions): void {
  requireScript(step, script);
  throwProblems(
    'pipeline-step',
    [
      ...(Number.isInteger(instanceCount) && instanceCount >= 1
        ? []
        : [`step '${step.name}' has ${instanceCount} instances; give a whole number, 1 or more`]),
      ...Object.keys(step._inputs)
        .filter((input) => !INPUT.test(input) || input === CODE)
        .map((input) => `step '${step.name}' calls an input '${input}'; give letters, digits, hyphens and underscores, and not '${CODE}'`),
      ...(localCommand?.length === 0 ? [`the local command of step '${step.name}' is empty; give a program and its arguments`] : []),
    ],
    { source: step._madeAt },
  );
}

/** Declares role and code of a job, and lets the state machine run jobs of its name. */
export function declareJob(place: StepPlace, kind: JobKind, options: JobOptions): { readonly job: JobPlan; readonly local: LocalCommand } {
  const { interpreter = DEFAULTS.interpreter, environment = {}, arguments: told = [], localCommand } = options;
  const { plan, role } = declareResources(place, kind, options);
  const code = addJobCode(place.scope, options.script, role);
  const command = [...interpreter, code.script, ...told];
  return {
    job: { ...plan, code: code.uri, command, environment },
    local: { folder: code.folder, command: localCommand === undefined ? command : [...localCommand, ...told] },
  };
}

/** Declares what a job runs on and as whom, and lets the state machine run jobs of its name. */
export function declareResources(
  place: StepPlace,
  kind: JobKind,
  options: Pick<JobOptions, 'image' | 'instanceType' | 'instanceCount' | 'volume' | 'maxRuntime' | 'network'>,
): { readonly plan: JobResources; readonly role: iam.Role } {
  const { scope, step, runs } = place;
  const { instanceCount = DEFAULTS.instanceCount, volume = DEFAULTS.volume, maxRuntime = DEFAULTS.maxRuntime } = options;
  const { network = DEFAULTS.network } = options;
  const namespace = `/aws/sagemaker/${kind}Jobs`;
  const role = makeExecutionRole(scope, {
    of: `step ${step.name} of pipeline ${runs.pipelineName}`,
    namespace,
    logGroup: namespace,
    streams: 'the log streams of its jobs, whose names SageMaker makes',
    unbound: 'ecr:GetAuthorizationToken and cloudwatch:PutMetricData (bound to one namespace) know no resources',
  });
  place.grantInputs(role);
  place.grantOutput(role);
  const { instanceTypeName: instanceType } = options.instanceType;
  const arm = instanceFacts(Token.isUnresolved(instanceType) ? '' : instanceType)?.arm ?? false;
  const prefix = jobPrefix(runs.pipelineName, step.name);
  allowJobs(place, kind, prefix, role.roleArn);
  return {
    role,
    plan: {
      prefix,
      roleArn: role.roleArn,
      imageUri: options.image._bind(scope, role, arm).imageUri,
      instanceType,
      instanceCount,
      volumeGb: volume.toGibibytes(),
      maxSeconds: maxRuntime.toSeconds(),
      isolated: !network,
    },
  };
}

/** Step Functions Developer Guide, "IAM policies for SageMaker": jobs of one name, the rule that tells of their end, the role that they run as. */
export function allowJobs(place: StepPlace, kind: JobKind | 'Transform', prefix: string, roleArn?: string): void {
  const stack = Stack.of(place.scope);
  const jobs = stack.formatArn({ service: 'sagemaker', resource: `${kind.toLowerCase()}-job`, resourceName: `${prefix}-*` });
  place.allow(
    [`sagemaker:Create${kind}Job`, `sagemaker:Describe${kind}Job`, `sagemaker:Stop${kind}Job`, 'sagemaker:AddTags'],
    jobs,
    'jobs of this one step, each with a name of its own',
  );
  place.allow(
    ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    stack.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `StepFunctionsGetEventsForSageMaker${kind}JobsRule`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }),
  );
  if (roleArn !== undefined)
    place.allow(['iam:PassRole'], roleArn, undefined, { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } });
}

/** What the names of a step's jobs begin with: letters, digits and single hyphens. */
export function jobPrefix(pipelineName: string, step: string): string {
  const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  const end = plain(step).slice(0, PREFIX_LENGTH);
  const begin = plain(pipelineName).slice(0, Math.max(0, PREFIX_LENGTH - end.length - 1));
  return plain(begin === '' ? end : `${begin}-${end}`);
}
