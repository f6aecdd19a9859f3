import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { throwProblems } from '../../core/errors/index.js';
import { identifier, type PipelineStepPlan } from '../../core/pipeline/index.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import { PipelineStep } from './pipeline-step.js';
import type { StepOutput } from './step-output.js';
import type { StepPlace } from './step-place.js';
import type { Table } from './table.js';
import { writtenPlan, writtenRows } from './written-table.js';

/** A function that takes a table object by object. */
export interface MapStepProps {
  /** Rows whose objects (files, partitions) are handed out: a table of a bucket, or what an earlier step has written. */
  readonly over: Table;

  /** The function. It is let read the objects and write its own folder. */
  readonly handler: lambda.IFunction;

  /**
   * Objects that one call is given at most: more of them where each is small, since every call is an execution.
   *
   * @default 1
   */
  readonly objectsPerCall?: number;

  /**
   * Calls that run at once, at most.
   *
   * @default 100
   */
  readonly maxConcurrency?: number;

  /**
   * What is known of the rows that all calls together write below their `output`.
   *
   * @default - JSON Lines, whose columns are not described
   */
  readonly output?: StepOutput;

  /**
   * What else each call is told.
   *
   * @default - nothing
   */
  readonly parameters?: { [name: string]: string };
}

/** What holds where nothing is said; each stands in the documentation of its property. */
const DEFAULTS = Object.freeze({ objectsPerCall: 1, maxConcurrency: 100 });
/** Child executions of one distributed Map that run at once, and items of a batch (Step Functions developer guide, "Quotas"). */
const LIMITS = Object.freeze({ maxConcurrency: 10_000, objectsPerCall: 1_000 });

/**
 * A function for every object of a table, side by side, as a distributed Map of Step Functions: what outgrows one call or one machine, since no object
 * needs another. Each call is an execution of its own with `{ pipeline, step, run, time, objects, output, parameters }`: `objects` are places
 * `s3://…/name`, and below `output`, a folder of the call's own, the function writes its rows. A call that is tried again is given the same folder, so
 * the names of what it writes have to be the same again. Where one call fails with every try, the step fails. On a laptop the calls are processes
 * over the files that stand for the table.
 */
export class MapStep extends PipelineStep {
  /** The rows that all calls have written. */
  readonly output: Table;

  /**
   * @param name what it is called
   * @param props objects, function, how many at once
   */
  constructor(
    name: string,
    private readonly props: MapStepProps,
  ) {
    super(name);
    const { objectsPerCall = DEFAULTS.objectsPerCall, maxConcurrency = DEFAULTS.maxConcurrency } = props;
    const within = (what: string, value: number, most: number): string[] =>
      Number.isInteger(value) && value >= 1 && value <= most
        ? []
        : [`${what} of step '${name}' is ${value}; give a whole number from 1 to ${most}`];
    throwProblems(
      'pipeline-step',
      [
        ...within('objectsPerCall', objectsPerCall, LIMITS.objectsPerCall),
        ...within('maxConcurrency', maxConcurrency, LIMITS.maxConcurrency),
      ],
      { source: this._madeAt },
    );
    this.output = writtenRows(this, props.output);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return { over: this.props.over };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const { handler, parameters = {}, objectsPerCall = DEFAULTS.objectsPerCall, maxConcurrency = DEFAULTS.maxConcurrency } = this.props;
    place.grantInputs(handler);
    place.grantOutput(handler);
    place.allow(['lambda:InvokeFunction'], handler.functionArn);
    place.later((role, machine) => this.grantChildren(place, role, machine));
    return {
      kind: 'map',
      name: this.name,
      inputs,
      functionArn: handler.functionArn,
      parameters,
      perCall: objectsPerCall,
      atOnce: maxConcurrency,
      output: writtenPlan(this.output),
    };
  }

  /** Developer Guide, "IAM policies for using Distributed Map states". A policy of its own: the state machine waits for that of its role. */
  private grantChildren({ scope }: StepPlace, role: iam.IRole, { stateMachineArn, stateMachineName }: sfn.StateMachine): void {
    const named = (resource: string, name: string): string =>
      Stack.of(scope).formatArn({ service: 'states', resource, resourceName: `${name}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    const label = `${stateMachineName}/${identifier(this.name)}`;
    const children = [named('execution', stateMachineName), named('execution', label)];
    const runs = named('mapRun', label);
    const policy = new iam.Policy(scope, 'Children', {
      roles: [role],
      statements: [
        new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
        new iam.PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
          resources: children,
        }),
        new iam.PolicyStatement({ actions: ['states:DescribeMapRun'], resources: [runs] }),
      ],
    });
    for (const resource of [...children, runs])
      acknowledgeWildcard(scope, policy, resource, 'calls of this one step, whose executions Step Functions names');
  }
}
