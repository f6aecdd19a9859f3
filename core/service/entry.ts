import type { FreshnessRule } from '../batch/freshness.js';
import type { Mode } from '../hosting/mode.js';

/** Type of the construct metadata entry that says what a template cannot; read by the rehearsal, never by CloudFormation. */
export const SERVICE_METADATA = 'slipway:service';
/** Type of the entry that marks where a deployment was declared: of what lies deep inside it CDK's ten frames do not reach its author. */
export const DEPLOYMENT_METADATA = 'slipway:deployment';
/** Type of the entry with the reason why a deployment has no alarms. */
export const NO_ALARMS_METADATA = 'slipway:no-alarms';
/** Type of the entry with the reason why nobody watches a deployment's drift. */
export const NO_DRIFT_METADATA = 'slipway:no-drift';
/** Raised when a reader of an older version would misunderstand the entry. */
export const SERVICE_ENTRY_VERSION = 1;

/**
 * What a deployment promises and where the files that describe its model lie. Holds references only: files are staged beside the templates
 * in the cloud assembly and named by their path in it.
 */
export interface ServiceEntry {
  readonly version: typeof SERVICE_ENTRY_VERSION;
  readonly mode: Mode;
  /** Name as the template resolves it, or absent where it is generated. The reader joins by `endpointLogicalId`. */
  readonly endpointName?: string;
  /** Logical id of the AWS::SageMaker::Endpoint in the stack that holds this construct; absent for an imported endpoint. */
  readonly endpointLogicalId?: string;
  /** Logical id of the AWS::StepFunctions::StateMachine that runs a batch deployment. */
  readonly stateMachineLogicalId?: string;
  /** How fresh the results of a batch deployment have to be. */
  readonly refreshed?: FreshnessRule;
  /** Promised latency as the caller's bar for ModelLatency, milliseconds. */
  readonly latencyMillis?: number;
  readonly traffic?: { readonly perMinute: number; readonly quietestPerMinute: number };
  /** One per model behind the service, by variant name (or container position in a series). */
  readonly models: readonly ServiceModel[];
  /** Logical ids of the alarms that page and that open a ticket, the composites that act for them first. */
  readonly owner?: string;
  readonly runbook?: string;
}

export interface ServiceModel {
  readonly variant: string;
  /** Position in an inference pipeline, 0 for a single container. */
  readonly container: number;
  /** Folder in the cloud assembly, relative to its root, with what was in the model folder: schema, card, samples, the model itself. */
  readonly folder?: string;
  /** SHA-256 over file names and bytes of what serves, the same in every environment. */
  readonly digest?: string;
  /** What answers on a laptop where the image is not ours. */
  readonly standIn?: StandInEntry;
}

/**
 * A program under the container contract. In an argument `{slipway}` is the folder of the stand-ins that this package ships, and a leading
 * `{assembly}/` the root of the cloud assembly.
 */
export interface CommandStandIn {
  readonly command: readonly string[];
  /** Folder in which it runs; the current one where absent. */
  readonly folder?: string;
}

/** What answers for a model on a laptop. */
export type StandInEntry =
  | { readonly onnx: string }
  | CommandStandIn
  | { readonly stub: { readonly answer: string; readonly latencyMillis: number; readonly slowestMillis?: number } };
