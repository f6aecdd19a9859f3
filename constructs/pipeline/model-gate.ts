import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { SlipwayError } from '../../core/errors/index.js';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { assetFolder } from '../assets.js';
import type { Readiness } from '../release/readiness.js';
import type { Evaluation } from './evaluation.js';
import { PipelineStep } from './pipeline-step.js';
import { STEP_OF, type Artifact } from './step-of.js';
import type { StepPlace } from './step-place.js';
import type { Table } from './table.js';
import { TrainedModel } from './trained-model.js';

/** What a trained model has to show. */
export interface ModelGateProps {
  /** The model. */
  readonly model: TrainedModel;
  /** What was found of it. */
  readonly evaluation: Evaluation;
  /** The bar. It also has to beat what its evaluation names: the most frequent class, and the model that serves today. */
  readonly readiness: Readiness;
}

const MEMORY_MB = 256;

/** Whether a trained model may go on, by the rules that a deployment is held to at synthesis. Where it may not the run fails, and its cause says all that is missing. */
export class ModelGate extends PipelineStep {
  /** The same model, with its card: whoever takes this one waits for the gate. */
  readonly passed: TrainedModel;

  /**
   * @param name what it is called
   * @param props model, evaluation, bar
   */
  constructor(
    name: string,
    private readonly props: ModelGateProps,
  ) {
    super(name);
    const demands = props.readiness._demands;
    if (demands === undefined)
      throw new SlipwayError('pipeline-step', `gate '${name}' demands nothing; give Readiness.demand, or leave the gate out`, {
        source: this._madeAt,
      });
    if (demands.approved)
      throw new SlipwayError(
        'pipeline-step',
        `gate '${name}' demands an approval, which nobody can have given for a model that has just been trained; register it, and approve the version`,
        { source: this._madeAt },
      );
    this.passed = TrainedModel._ofStep(name, true);
    STEP_OF.set(this.passed, this);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return {};
  }

  /** @internal */
  override get _artifacts(): { readonly [name: string]: Artifact } {
    const { model, evaluation } = this.props;
    return { model, evaluation };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const { scope, runs } = place;
    const description = `Gate ${this.name} of pipeline ${runs.pipelineName}`;
    const logGroup = new logs.LogGroup(scope, 'Logs', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), description });
    logGroup.grantWrite(role);
    place.grantRuns(role);
    const gate = new lambda.Function(scope, 'Function', {
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      memorySize: MEMORY_MB,
      timeout: Duration.minutes(1),
      handler: 'index.gate',
      code: lambda.Code.fromAsset(assetFolder('gate')),
      role,
      logGroup,
    });
    gate.node.addDependency(role);
    place.allow(['lambda:InvokeFunction'], gate.functionArn);
    return { kind: 'gate', name: this.name, inputs, functionArn: gate.functionArn, demands: this.props.readiness._demands ?? NOTHING };
  }
}

const NOTHING = { atLeast: {}, knownFaults: false, approved: false };
