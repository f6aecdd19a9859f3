/** A function as its template declares it. */
export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  /** `nodejs22.x`, `python3.12`. */
  readonly runtime: string;
  /** `index.handler`. */
  readonly handler: string;
  /** Folder of the code. */
  readonly code: string;
  /** Default 3, as CloudFormation's. */
  readonly timeoutSeconds?: number;
  /** Default 128, as CloudFormation's. */
  readonly memoryMb?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What CloudFormation takes where a template says nothing (AWS::Lambda::Function). */
export const FUNCTION_DEFAULTS = { timeoutSeconds: 3, memoryMb: 128 } as const;

/** A function has this long to load, before its first event (AWS Lambda developer guide, execution environment lifecycle). */
export const INIT_SECONDS = 10;
