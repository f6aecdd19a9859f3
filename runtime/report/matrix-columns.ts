import type { AlarmReport, FaultReport } from './rehearsal-report.js';

/** What goes off on a fault: an alarm, or a rule on events, which tells and has no state. */
export interface MatrixColumn {
  readonly name: string;
  /** Undefined of a rule. */
  readonly alarm: AlarmReport | undefined;
}

export interface MatrixColumns {
  /** In the order of the faults that set them off first, the soonest first: so that the cells run down from corner to corner. */
  readonly columns: readonly MatrixColumn[];
  /** Alarms that no fault sets off, as they are declared. */
  readonly quiet: readonly AlarmReport[];
}

/** What stands beside the faults of a deployment. */
export function matrixColumns(faults: readonly FaultReport[], alarms: readonly AlarmReport[]): MatrixColumns {
  const names = new Set(
    faults.flatMap(({ matrix }) => matrix.toSorted((one, other) => one.minutes - other.minutes).map(({ alarm }) => alarm)),
  );
  return {
    columns: [...names].map((name) => ({ name, alarm: alarms.find((alarm) => alarm.name === name) })),
    quiet: alarms.filter(({ name }) => !names.has(name)),
  };
}
