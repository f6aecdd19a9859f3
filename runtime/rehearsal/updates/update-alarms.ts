import type { AlarmDeclaration, ReleasePlan } from '../../plan.js';
import { childAlarms, metricsOfAlarm } from '../subject.js';

/** The dimension under which SageMaker publishes the metrics of one fleet. */
export const FLEET_DIMENSION = 'EndpointConfigName';

/** The alarms that updates are played for. */
export interface UpdateAlarms {
  /** Those that see one fleet alone: on other days they have nothing to see, and nothing is said of them. */
  readonly fleetOnly: readonly AlarmDeclaration[];
  /** Those that can stop an update, as its AutoRollbackConfiguration names them. */
  readonly stopping: readonly AlarmDeclaration[];
  /** Both together, and the alarms below composites that can stop one. */
  readonly all: readonly AlarmDeclaration[];
}

export function updateAlarmsOf(alarms: readonly AlarmDeclaration[], release: ReleasePlan | undefined): UpdateAlarms {
  const fleetOnly = alarms.filter((alarm) => seesOneFleet(alarm, alarms));
  const stopping = alarms.filter(({ name }) => release?.alarms.includes(name) === true);
  const below = stopping.flatMap((alarm) => childAlarms(alarm, alarms));
  return { fleetOnly, stopping, all: alarms.filter((alarm) => [fleetOnly, stopping, below].some((list) => list.includes(alarm))) };
}

/** A composite sees one fleet alone where all below it do. */
function seesOneFleet(alarm: AlarmDeclaration, alarms: readonly AlarmDeclaration[]): boolean {
  if (alarm.kind === 'metric') return metricsOfAlarm(alarm).some(({ dimensions }) => dimensions[FLEET_DIMENSION] !== undefined);
  const children = childAlarms(alarm, alarms).filter((child) => child !== alarm);
  return children.length > 0 && children.every((child) => child.kind === 'metric' && seesOneFleet(child, alarms));
}
