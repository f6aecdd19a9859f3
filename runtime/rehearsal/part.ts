import type { Finding } from '../../core/rules/index.js';
import type { Fault } from '../faults/fault.js';
import type { Profile } from '../measuring/profile.js';
import type { AlarmDeclaration, Plan } from '../plan.js';
import type {
  AlarmReport,
  BlindSpot,
  DeploymentReport,
  FaultReport,
  Figure,
  ModelReport,
  RehearsalReport,
  UpdateReport,
} from '../report/rehearsal-report.js';
import type { Accepted } from './accepted.js';
import type { Delivery } from './delivery.js';
import type { RehearsalOptions } from './options.js';
import type { Subject } from './subject.js';

/** What the rehearsal of one deployment adds to the report. */
export interface Part {
  readonly deployment: DeploymentReport;
  readonly alarms: readonly AlarmReport[];
  readonly faults: readonly FaultReport[];
  readonly blindSpots: readonly BlindSpot[];
  readonly updates: readonly UpdateReport[];
  readonly models: readonly ModelReport[];
  readonly asks: RehearsalReport['asks'];
  readonly workers: readonly Figure[];
}

/** What every deployment's rehearsal shares. */
export interface Stage {
  readonly plan: Plan;
  readonly options: RehearsalOptions;
  readonly profile: Profile;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly deliveries: ReadonlyMap<AlarmDeclaration, Delivery>;
  readonly accepted: Accepted;
  readonly faults: readonly Fault[];
}

/** Names of alarms that are meant to tell somebody and cannot. */
export function mutedIn({ alarms }: Subject, delivery: Stage['deliveries']): string[] {
  return alarms.filter((alarm) => delivery.get(alarm)?.muted === true).map(({ name }) => name);
}
