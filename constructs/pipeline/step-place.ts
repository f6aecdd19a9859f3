import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { identifier, REGISTRY } from '../../core/pipeline/index.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import type { PipelineStep } from './pipeline-step.js';

/** Where the runs of a pipeline lie. */
export interface RunsPlace {
  readonly pipelineName: string;
  readonly bucket: s3.IBucket;
  /** What the keys of all runs begin with. */
  readonly prefix: string;
}

/** Where a step declares what it needs beside the state machine, and collects what the state machine may do for it. */
export class StepPlace {
  private readonly statements: iam.PolicyStatement[] = [];
  private readonly wildcards: { readonly resource: string; readonly reason: string }[] = [];
  private readonly grants: ((role: iam.IRole, machine: sfn.StateMachine) => unknown)[] = [];
  private child: Construct | undefined;

  constructor(
    private readonly pipeline: Construct,
    readonly step: PipelineStep,
    readonly runs: RunsPlace,
  ) {}

  /** A construct of the step's own. */
  get scope(): Construct {
    this.child ??= new Construct(this.pipeline, `Step-${identifier(this.step.name)}`);
    return this.child;
  }

  /**
   * What the state machine may do for the step.
   *
   * @param wildcard why, where the resource has one
   * @param conditions under which
   */
  allow(actions: string[], resource: string, wildcard?: string, conditions?: Record<string, Record<string, string>>): void {
    this.statements.push(new iam.PolicyStatement({ actions, resources: [resource], ...(conditions === undefined ? {} : { conditions }) }));
    if (wildcard !== undefined) this.wildcards.push({ resource, reason: wildcard });
  }

  /** What is granted once there is a role to grant it to. */
  later(grant: (role: iam.IRole, machine: sfn.StateMachine) => unknown): void {
    this.grants.push(grant);
  }

  /** Gives the state machine's role what was collected. */
  grantTo(machine: sfn.StateMachine): void {
    const { role } = machine;
    for (const grant of this.grants) grant(role, machine);
    for (const statement of this.statements) role.addToPrincipalPolicy(statement);
    for (const { resource, reason } of this.wildcards) acknowledgeWildcard(this.pipeline, role, resource, reason);
  }

  /** Lets whatever does the work read what the step takes: its tables, and what earlier steps of a run have made. */
  grantInputs(grantee: iam.IGrantable): void {
    const tables = Object.values(this.step._inputs);
    for (const { _facts: facts, _fixedPrefix: prefix } of tables)
      if (facts.bucket !== undefined) this.grantRead(grantee, facts.bucket, prefix, 'the rows of this one table');
    const made = [...tables.map(({ _facts: { step } }) => step), ...Object.values(this.step._artifacts)];
    if (made.some((each) => each !== undefined)) this.grantRuns(grantee);
  }

  /** Lets whatever does the work read what earlier steps have made. */
  grantRuns(grantee: iam.IGrantable): void {
    const { bucket, prefix } = this.runs;
    this.grantRead(grantee, bucket, prefix, 'what earlier steps of the run have made');
  }

  /** Lets whatever does the work read the models that runs have registered. */
  grantRegistry(grantee: iam.IGrantable): void {
    const { bucket, prefix } = this.runs;
    this.grantRead(grantee, bucket, prefix.replace(/runs\/$/, REGISTRY), 'the models that its runs have registered');
  }

  /** Lets whatever does the work write below the step's own folder of each run. */
  grantOutput(grantee: iam.IGrantable): void {
    const { bucket, prefix } = this.runs;
    const own = bucket.arnForObjects(`${prefix}*/${identifier(this.step.name)}/*`);
    iam.Grant.addToPrincipal({ grantee, actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resourceArns: [own] });
    acknowledgeWildcard(this.scope, grantee, own, 'its own folder of each run, named by its execution');
    bucket.encryptionKey?.grantEncryptDecrypt(grantee);
  }

  private grantRead(grantee: iam.IGrantable, bucket: s3.IBucket, prefix: string, what: string): void {
    const rows = bucket.arnForObjects(`${prefix}*`);
    iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [rows] });
    const conditions = { StringLike: { 's3:prefix': `${prefix}*` } };
    iam.Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn], conditions });
    acknowledgeWildcard(this.scope, grantee, rows, `${what}, whose objects others name`);
    bucket.encryptionKey?.grantDecrypt(grantee);
  }
}
