import type { AlarmState } from '../../../core/alarms/index.js';
import { severityIn } from '../../../core/service/severity.js';
import type { ReadStack } from '../../assembly/stacks.js';
import { record, records, text } from '../../assembly/values.js';
import type { DescribedAlarm } from '../cloudwatch.js';
import { referred } from '../replayable.js';
import type { AlarmStatus, Finding } from './report.js';
import { differing } from './same.js';

const KINDS = { 'AWS::CloudWatch::Alarm': 'metric', 'AWS::CloudWatch::CompositeAlarm': 'composite' } as const;
const MINUTE_MILLIS = 60_000;
/** Of the template alone, or what was looked up by. */
const NOT_COMPARED = new Set(['AlarmName', 'Tags']);

/** An alarm as a template declares it, with what the account calls it. */
export interface DeclaredAlarm {
  readonly path: string;
  readonly name: string;
  readonly kind: 'metric' | 'composite';
  readonly properties: Readonly<Record<string, unknown>>;
}

export function declaredAlarms(stacks: readonly ReadStack[]): DeclaredAlarm[] {
  return stacks.flatMap(({ scope, path }) =>
    scope.resources(...Object.keys(KINDS)).flatMap(({ logicalId, resource }) => {
      const name = scope.nameOf(logicalId);
      return typeof name === 'string'
        ? [
            {
              path: scope.placeOf(logicalId).path ?? `${path}/${logicalId}`,
              name,
              kind: KINDS[resource.Type as keyof typeof KINDS],
              properties: scope.properties(logicalId),
            },
          ]
        : [];
    }),
  );
}

interface Dimension {
  readonly name: string;
  readonly value: string;
}

function dimensionsOf({ properties }: DeclaredAlarm): Dimension[] {
  const metrics = records(properties['Metrics']).map((query) => record(record(query['MetricStat'])?.['Metric']));
  return [properties, ...metrics].flatMap((each) =>
    records(each?.['Dimensions']).map(({ Name, Value }) => ({ name: text(Name) ?? '', value: text(Value) ?? '' })),
  );
}

/** Names of the alarms that a composite asks. */
export function childrenOf({ properties }: DeclaredAlarm): string[] {
  const rule = text(properties['AlarmRule']);
  return rule === undefined ? [] : referred({ rule });
}

/**
 * Alarms that watch an endpoint: one of whose dimensions is its name, composites that ask those, and what such composites ask beside them that
 * is about no endpoint at all. Composites come first.
 */
export function watchingAlarms(alarms: readonly DeclaredAlarm[], endpointNames: readonly string[]): DeclaredAlarm[] {
  const isAbout = (alarm: DeclaredAlarm): boolean => dimensionsOf(alarm).some(({ value }) => endpointNames.includes(value));
  const isAboutNone = (alarm: DeclaredAlarm): boolean => dimensionsOf(alarm).every(({ name }) => name !== 'EndpointName');
  const names = new Set(alarms.filter(isAbout).map(({ name }) => name));
  const composites = alarms.filter((alarm) => childrenOf(alarm).some((name) => names.has(name)));
  const asked = new Set(composites.flatMap(childrenOf));
  const metric = alarms.filter(
    (alarm) => names.has(alarm.name) || (alarm.kind === 'metric' && asked.has(alarm.name) && isAboutNone(alarm)),
  );
  return [...composites, ...metric];
}

export function alarmStatus({ path, name, kind, properties }: DeclaredAlarm, found: DescribedAlarm | undefined, now: number): AlarmStatus {
  const held = found?.properties ?? {};
  const changed = timeOf(held['StateTransitionedTimestamp']) ?? timeOf(held['StateUpdatedTimestamp']);
  return {
    path,
    name,
    kind,
    state: (found?.state as AlarmState | undefined) ?? null,
    since: changed === undefined ? null : new Date(changed).toISOString(),
    minutes: changed === undefined ? null : Math.max(0, Math.floor((now - changed) / MINUTE_MILLIS)),
    reason: text(held['StateReason']) ?? '',
    severity: severityIn(text(properties['AlarmDescription']) ?? '') ?? null,
  };
}

/** What is wrong with an alarm itself; that it is in ALARM is wrong with what it watches. */
export function judgeAlarm(declared: DeclaredAlarm, found: DescribedAlarm | undefined, label: string): Finding[] {
  if (found === undefined)
    return [
      {
        kind: 'alarm-missing',
        wrong: true,
        text: `alarm ${label} is declared, and the account has none called ${declared.name}: nobody is told what it watches; deploy again`,
      },
    ];
  const properties = Object.fromEntries(Object.entries(declared.properties).filter(([name]) => !NOT_COMPARED.has(name)));
  const changed = differing(properties, found.properties);
  const silenced =
    found.properties['ActionsEnabled'] === false && properties['ActionsEnabled'] !== false && properties['ActionsEnabled'] !== 'false';
  return [
    ...(found.state === 'ALARM' ? [{ kind: 'alarm-state', wrong: true, text: `alarm ${label} is in ALARM` } as const] : []),
    ...(silenced
      ? [
          {
            kind: 'alarm-drift',
            wrong: true,
            text: `the actions of alarm ${label} are switched off in the account: nobody is told`,
          } as const,
        ]
      : []),
    ...(changed.length === 0
      ? []
      : [
          {
            kind: 'alarm-drift',
            wrong: true,
            text: `alarm ${label} was changed in the account: ${changed.join(', ')} ${changed.length === 1 ? 'is' : 'are'} not as declared; deploying does not put back what its template does not change`,
          } as const,
        ]),
  ];
}

function timeOf(value: unknown): number | undefined {
  return value instanceof Date ? value.getTime() : undefined;
}
