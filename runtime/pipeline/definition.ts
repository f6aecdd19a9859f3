import type { Json, JsonObject } from './json.js';

/** Amazon States Language as far as it is played; what else a definition may hold is refused by `checkDefinition`. */
export interface StateMachine {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
  readonly Comment?: string;
  readonly Version?: string;
}

export type State = PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;

interface StateBase {
  readonly QueryLanguage?: string;
  readonly Comment?: string;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
  readonly Next?: string;
  readonly End?: boolean;
}

export interface PassState extends StateBase {
  readonly Type: 'Pass';
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

interface Recoverable extends StateBase {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface TaskState extends Recoverable {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Json;
  /** A number, or an expression for one. */
  readonly TimeoutSeconds?: Json;
  readonly HeartbeatSeconds?: Json;
}

export interface ChoiceRule {
  readonly Condition: Json;
  readonly Next: string;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

export interface ChoiceState extends StateBase {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

export interface WaitState extends StateBase {
  readonly Type: 'Wait';
  readonly Seconds?: Json;
  readonly Timestamp?: string;
}

export interface SucceedState extends StateBase {
  readonly Type: 'Succeed';
}

export interface FailState extends StateBase {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
}

export interface ParallelState extends Recoverable {
  readonly Type: 'Parallel';
  readonly Arguments?: Json;
  readonly Branches: readonly StateMachine[];
}

export interface ItemReader {
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly ReaderConfig?: {
    readonly InputType?: 'CSV' | 'JSON' | 'JSONL' | 'PARQUET' | 'MANIFEST';
    readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
    readonly CSVHeaders?: readonly string[];
    readonly CSVDelimiter?: string;
    readonly MaxItems?: Json;
    readonly ManifestType?: string;
    readonly ItemsPointer?: string;
    readonly Transformation?: string;
  };
}

export interface MapState extends Recoverable {
  readonly Type: 'Map';
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: { readonly MaxItemsPerBatch?: Json; readonly MaxInputBytesPerBatch?: Json; readonly BatchInput?: Json };
  readonly ItemProcessor: StateMachine & {
    readonly ProcessorConfig?: { readonly Mode?: 'INLINE' | 'DISTRIBUTED'; readonly ExecutionType?: 'STANDARD' | 'EXPRESS' };
  };
  readonly MaxConcurrency?: Json;
  readonly ToleratedFailureCount?: Json;
  readonly ToleratedFailurePercentage?: Json;
  readonly ResultWriter?: { readonly Resource?: string; readonly Arguments?: Json; readonly WriterConfig?: JsonObject };
  readonly Label?: string;
}

/** Whether a Map's iterations are executions of their own. */
export function isDistributed(state: MapState): boolean {
  return state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
}
