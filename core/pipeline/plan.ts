import type { Demands } from '../readiness/gaps.js';
import type { ServiceModel } from '../service/entry.js';
import type { DataCheck } from './data-check.js';

/** Where a step finds what it takes: rows of a table of the catalogue, or what an earlier step made. */
export type InputRows =
  | {
      /** `database.table`. */
      readonly catalogTable: string;
      /** `s3://bucket/prefix/`; `{date}` in it is the day of the run. */
      readonly location: string;
    }
  | HandedOn;

/** Something that an earlier step made. */
export interface HandedOn {
  readonly step: string;
  /** Which of several things that the step hands on: the rows of a branch that was not met. */
  readonly port?: 'otherwise';
}

/** How a step is tried again; times as the state machine has them. */
export interface RetryPlan {
  readonly attempts: number;
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  readonly jitter: boolean;
}

/** What a step is handed on to as it is: a table of the catalogue, files of rows, a model. */
export type PassedOn = 'table' | 'rows' | 'model';

/** Rows that a step writes as files of its own, which SQL reads where their columns are described. */
export interface WrittenRows {
  readonly format: 'jsonl' | 'csv' | 'parquet';
  /** Column and Athena's type. */
  readonly columns?: { readonly [column: string]: string };
}

/** A function that is called once, with where its inputs lie and where it writes. */
export interface LambdaPlan {
  readonly kind: 'lambda';
  readonly functionArn: string;
  readonly parameters: { readonly [name: string]: string };
  readonly output: WrittenRows;
}

/** A function that is called for every object of a table, side by side. */
export interface MapPlan {
  readonly kind: 'map';
  readonly functionArn: string;
  readonly parameters: { readonly [name: string]: string };
  /** Objects that one call is given at most. */
  readonly perCall: number;
  /** Calls that run at once, at most. */
  readonly atOnce: number;
  readonly output: WrittenRows;
}

/** What a SageMaker job of a step runs on. */
export interface JobResources {
  /** What the job's name begins with; what follows makes it unique. */
  readonly prefix: string;
  readonly roleArn: string;
  readonly imageUri: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly volumeGb: number;
  readonly maxSeconds: number;
  /** Whether the containers have no network of their own. */
  readonly isolated: boolean;
}

/** What a SageMaker job of a step runs, and on what. */
export interface JobPlan extends JobResources {
  /** `s3://…` of the archive with the code. */
  readonly code: string;
  /** Program and arguments, run in the folder of the code. */
  readonly command: readonly string[];
  readonly environment: { readonly [name: string]: string };
}

/** What stands for a job on a laptop: a command over the folders that SageMaker would mount. */
export interface LocalCommand {
  /** Folder of the code, relative to the assembly. */
  readonly folder: string;
  /** Program and arguments, run in that folder; what begins with `/opt/ml/` lies below a folder of the run. */
  readonly command: readonly string[];
}

/** A script over rows. */
export interface ProcessingPlan {
  readonly kind: 'processing';
  readonly job: JobPlan;
  readonly output: WrittenRows;
}

/** A script that trains a model. */
export interface TrainingPlan {
  readonly kind: 'training';
  readonly job: JobPlan;
  readonly hyperparameters: { readonly [name: string]: string };
}

/** The model of a step, for a laptop: its resource, and what a template does not say of its containers. */
export interface StepModel {
  /** Logical id of the AWS::SageMaker::Model. */
  readonly logicalId: string;
  readonly containers: readonly ServiceModel[];
}

/** A batch transform. */
export interface TransformPlan {
  readonly kind: 'transform';
  readonly prefix: string;
  readonly modelName: string;
  readonly model: StepModel;
  readonly mediaType: string;
  /** Whether the rows are compressed. */
  readonly gzip: boolean;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly maxSeconds: number;
  /** As CreateTransformJob has it; empty where records go through as they are. */
  readonly processing: { readonly [field: string]: string };
  readonly output: WrittenRows;
}

/** A trained model held against labelled rows. */
export interface EvaluationPlan {
  readonly kind: 'evaluation';
  readonly job: JobResources;
  readonly label: string;
  /** Somebody's word that the model has not seen the rows. */
  readonly unseen: boolean;
  readonly toBeat: 'most-frequent' | 'shares';
  /** Columns of inputs that are CSV, which may have no header. */
  readonly columns?: { readonly [input: string]: readonly string[] };
  /** The group of the registry whose newest approved version is the one to beat. */
  readonly group?: string;
}

/** Whether a trained model may go on. */
export interface GatePlan {
  readonly kind: 'gate';
  readonly functionArn: string;
  readonly demands: Demands;
}

/** A version in the model registry. */
export interface RegistrationPlan {
  readonly kind: 'registration';
  readonly group: string;
  readonly imageUri: string;
  readonly approval: string;
  readonly contentTypes: readonly string[];
  readonly responseTypes: readonly string[];
  readonly hasCard: boolean;
}

/** A question to people, who answer by the token of the task. */
export interface ApprovalPlan {
  readonly kind: 'approval';
  readonly passes: PassedOn;
  readonly topicArn: string;
  readonly question: string;
  /** How long they have. */
  readonly seconds: number;
}

/** Rows that readers are to find. */
export interface PublicationPlan {
  readonly kind: 'publication';
  /** Where the pointer lies. */
  readonly bucket: string;
  readonly key: string;
}

/** A step as the state machine has it. */
export type PipelineStepPlan = {
  readonly name: string;
  readonly inputs: { readonly [relation: string]: InputRows };
  readonly local?: LocalCommand;
  /** How it is tried again; twice, after 5 and 10 seconds, unless said otherwise, and a job with a script only where its call was refused. */
  readonly retry?: RetryPlan;
  /** The run goes on without what it gives where it fails. */
  readonly mayFail?: boolean;
} & (
  | { readonly kind: 'sql'; readonly sql: string; readonly format: 'jsonl' | 'parquet' }
  | { readonly kind: 'check'; readonly checks: readonly DataCheck[] }
  | { readonly kind: 'branch'; readonly checks: readonly DataCheck[] }
  | { readonly kind: 'either'; readonly passes: PassedOn }
  | { readonly kind: 'wait'; readonly passes: PassedOn; readonly seconds: number }
  | ApprovalPlan
  | LambdaPlan
  | MapPlan
  | ProcessingPlan
  | TrainingPlan
  | TransformPlan
  | EvaluationPlan
  | GatePlan
  | RegistrationPlan
  | PublicationPlan
);

/** The objects of a table. */
export interface TableSource {
  /** As steps call it. */
  readonly table: string;
  readonly bucket: string;
  readonly prefix: string;
}

export interface DefinitionSettings {
  readonly pipeline: string;
  /** Database of the Glue Data Catalog that holds the tables. */
  readonly database: string;
  readonly workGroup: string;
  /** `s3://bucket/prefix/`, below which each run has a folder. */
  readonly runs: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly timeoutSeconds: number;
  /** What a run does that finds another one going on. */
  readonly overlap: 'allow' | 'wait' | 'skip';
  /** Where the files of the tables lie that no step gives. */
  readonly sources: readonly TableSource[];
}

/** Whether what a step hands on is a table of the catalogue. */
export function hasTable(step: PipelineStepPlan): boolean {
  if ('output' in step) return step.output.columns !== undefined;
  if ('passes' in step) return step.passes === 'table';
  return step.kind === 'sql' || step.kind === 'check' || step.kind === 'branch';
}

/** Steps that need none of each other stand side by side; a level holds those whose inputs are all in earlier ones. */
export function levelsOf(steps: readonly PipelineStepPlan[]): PipelineStepPlan[][] {
  const level = new Map<string, number>();
  for (const step of steps) {
    const before = Object.values(step.inputs).map((input) => ('step' in input ? (level.get(input.step) ?? 0) + 1 : 0));
    level.set(step.name, Math.max(0, ...before));
  }
  const levels: PipelineStepPlan[][] = [];
  for (const step of steps) (levels[level.get(step.name) ?? 0] ??= []).push(step);
  return levels;
}
