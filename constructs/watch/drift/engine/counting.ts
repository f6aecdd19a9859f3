import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { DayStatement } from '../../../../core/drift/engines/day-statement.js';
import type { EngineKind } from '../../../../core/drift/monitor/settings.js';
import type { Profile } from '../../../../core/drift/profile/profile.js';
import type { CapturedRecords } from '../../../hosting/captured-records.js';

/** For whom an engine counts. */
export interface CountingFor {
  readonly deployment: string;
  /** Name below which captured records lie. */
  readonly serviceName: string;
  readonly records: CapturedRecords;
  readonly results: s3.IBucket;
}

/** The state of the state machine that counts a day, and what it needs. */
export interface CountTask {
  /** An integration that waits, `….sync`. */
  readonly resource: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the monitor's function is told of the result, by the names that it knows. */
  readonly counted: Readonly<Record<string, string>>;
  /** What has to be there before the state machine. */
  readonly needs: readonly Construct[];
  /** Gives the state machine's role what the state asks for. */
  readonly grant: (role: iam.IRole) => void;
}

/** A way to count the rows of a day elsewhere than in the monitor's function. */
export interface Counting {
  readonly kind: EngineKind;
  /** What is wrong with it for this baseline. */
  problems(baseline: Profile): string[];
  /** Written at synthesis, where the engine takes a statement. */
  statement(baseline: Profile): DayStatement | undefined;
  bind(scope: Construct, to: CountingFor): CountTask;
}
