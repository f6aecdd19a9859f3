import type { Host } from '../../host.js';
import { record, records, text } from '../../assembly/values.js';
import type { PipelineClock } from '../../pipeline/clock.js';
import type { Accounts } from '../accounts.js';
import type { DescribedAlarm } from '../cloudwatch.js';
import type { SageMaker } from '../sagemaker.js';
import { Sns } from '../sns.js';
import { alarmLabel } from '../status/alarm-label.js';
import { childrenOf, watchingAlarms, type DeclaredAlarm } from '../status/alarm-status.js';
import type { DeclaredService } from '../status/declared.js';
import { regionOf } from '../status/stack-region.js';
import { chooseTrials, type Trial } from './choose-trials.js';
import type { ActionCheck, CheckedTopic } from './report.js';
import { tryAlarm } from './try-alarm.js';

export interface ActionOptions {
  readonly region?: string;
  readonly clock: PipelineClock;
  readonly host: Host;
  readonly signal?: AbortSignal;
  readonly attempts?: number;
  /** How long a notification may take. */
  readonly withinMillis: number;
}

/** Sets one alarm of each severity off, and says who was told. What may be missing for that is found before anything goes off. */
export async function checkActions(
  declared: DeclaredService,
  alarms: readonly DeclaredAlarm[],
  described: ReadonlyMap<string, DescribedAlarm>,
  accounts: Accounts,
  { region, clock, host, signal, attempts, withinMillis }: ActionOptions,
): Promise<ActionCheck[]> {
  const at = regionOf(declared.stack, region);
  const { cloudwatch, sagemaker } = await accounts.in(at);
  const watching = declared.endpointName === null ? [] : watchingAlarms(alarms, [declared.endpointName]);
  const trials = chooseTrials(watching, described, await rollbackAlarms(sagemaker, declared, watching));
  const sns = await Sns.open({ ...(at === undefined ? {} : { region: at }), ...(attempts === undefined ? {} : { attempts }) });
  const checks: ActionCheck[] = [];
  try {
    for (const trial of trials) {
      const known = { severity: trial.severity, alarm: alarmLabel(trial.acting.path, declared.path) };
      if ('because' in trial) {
        checks.push({ ...known, topics: [], through: null, outcome: 'not-tried', seconds: null, reason: trial.because, restored: true });
        continue;
      }
      host.say({ level: 'progress', stage: 'alarms', text: trial.acting.path });
      const topics: CheckedTopic[] = [];
      for (const arn of trial.topics) topics.push({ arn, ...(await sns.listeners(arn)) });
      const tried = await tryAlarm(cloudwatch, trial, { clock, withinMillis, ...(signal === undefined ? {} : { signal }) });
      checks.push({ ...known, topics, through: throughOf(trial, watching, declared), ...tried });
    }
  } finally {
    sns.close();
  }
  return checks;
}

function throughOf({ acting, through }: Trial, watching: readonly DeclaredAlarm[], { path }: DeclaredService): string | null {
  if (acting.name === through.name) return null;
  return alarmLabel(watching.find(({ name }) => name === through.name)?.path ?? through.name, path);
}

/** Alarms that would roll back an update, as declared and as the account holds it, and those that a composite among them asks. */
async function rollbackAlarms(
  sagemaker: SageMaker,
  { endpoint: properties, endpointName }: DeclaredService,
  watching: readonly DeclaredAlarm[],
): Promise<Set<string>> {
  const endpoint = endpointName === null ? undefined : await sagemaker.endpoint(endpointName);
  const held = endpoint?.LastDeploymentConfig?.AutoRollbackConfiguration?.Alarms?.flatMap(({ AlarmName }) => AlarmName ?? []) ?? [];
  const rollback = record(record(properties['DeploymentConfig'])?.['AutoRollbackConfiguration']);
  const declared = records(rollback?.['Alarms']).flatMap(({ AlarmName }) => text(AlarmName) ?? []);
  const listed = [...held, ...declared];
  return new Set([...listed, ...watching.filter(({ name }) => listed.includes(name)).flatMap(childrenOf)]);
}
