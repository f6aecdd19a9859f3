import { severityIn } from '../../core/service/severity.js';
import type { Finding } from '../../core/rules/index.js';
import type { AlarmDeclaration, Matcher, Plan, StateRule } from '../plan.js';
import type { Severity } from '../report/rehearsal-report.js';
import { MACHINES } from './machine-actions.js';
import { childAlarms } from './subject.js';

/** Who learns of an alarm's change to ALARM. */
export interface Delivery {
  /** Its own action, or a rule on its change, reaches somebody. */
  readonly tells: boolean;
  /** So does that of a composite above it. */
  readonly delivers: boolean;
  /** Which of them do: the alarm itself, and composites above it. Each does where it goes off itself. */
  readonly speakers: readonly AlarmDeclaration[];
  readonly severity: Severity;
  /** It is meant to tell somebody and cannot: its actions are off, or its topic shuts CloudWatch out. */
  readonly muted: boolean;
  /** Why nobody learns of it; null where somebody does. */
  readonly because: string | null;
}

const MUTE = 'alarm-mute';
/**
 * Delivery of each alarm: its own actions, EventBridge rules on its changes, and the composites above it.
 *
 * @param findings of the rules over the templates, by stack
 */
export function deliveries(plan: Plan, findings: ReadonlyMap<string, readonly Finding[]>): ReadonlyMap<AlarmDeclaration, Delivery> {
  const own = new Map(plan.alarms.map((alarm) => [alarm, ownDelivery(alarm, plan, findings.get(alarm.stack) ?? [])]));
  const parents = new Map<AlarmDeclaration, AlarmDeclaration[]>();
  for (const composite of plan.alarms) {
    for (const child of childAlarms(composite, plan.alarms)) parents.set(child, [...(parents.get(child) ?? []), composite]);
  }
  return new Map(plan.alarms.map((alarm) => [alarm, withParents(alarm, own, parents)]));
}

interface OwnDelivery {
  readonly tells: boolean;
  readonly muted: boolean;
  readonly because: string | null;
}

function withParents(
  alarm: AlarmDeclaration,
  own: ReadonlyMap<AlarmDeclaration, OwnDelivery>,
  parents: ReadonlyMap<AlarmDeclaration, readonly AlarmDeclaration[]>,
): Delivery {
  const { tells = false, muted = false, because = null } = own.get(alarm) ?? {};
  const speakers = [alarm, ...ancestors(alarm, parents)].filter((each) => own.get(each)?.tells === true);
  const delivers = speakers.length > 0;
  const severities = speakers.map(({ description }) => severityIn(description) ?? 'page');
  const above = ancestors(alarm, parents)
    .map((each) => own.get(each))
    .find((each) => each?.muted === true);
  return {
    tells,
    delivers,
    speakers,
    severity: severities.includes('page') ? 'page' : (severities[0] ?? 'none'),
    muted: !delivers && (muted || above !== undefined),
    because: delivers ? null : ((muted ? because : above?.because) ?? because),
  };
}

function ancestors(alarm: AlarmDeclaration, parents: ReadonlyMap<AlarmDeclaration, readonly AlarmDeclaration[]>): AlarmDeclaration[] {
  const found = new Set<AlarmDeclaration>();
  const walk = (each: AlarmDeclaration): void => {
    for (const parent of parents.get(each) ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      walk(parent);
    }
  };
  walk(alarm);
  return [...found];
}

function ownDelivery(alarm: AlarmDeclaration, plan: Plan, findings: readonly Finding[]): OwnDelivery {
  const { properties, logicalId } = alarm;
  const stage = plan.stacks.find(({ path }) => path === alarm.stack)?.stage ?? '';
  if (plan.stateRules.some((rule) => rule.stage === stage && passes(rule, alarm))) return { tells: true, muted: false, because: null };
  const actions: unknown = properties['AlarmActions'];
  const list = Array.isArray(actions) ? actions : [];
  if (list.length === 0)
    return {
      tells: false,
      muted: false,
      because: 'it has no action for ALARM, no composite alarm above it and no rule on its changes; give it one',
    };
  const muted = findings.filter((finding) => finding.rule === MUTE && finding.logicalId === logicalId);
  const disabled = muted.find(({ property }) => property === 'ActionsEnabled');
  if (disabled !== undefined) return { tells: false, muted: true, because: disabled.message };
  const speaking = list.filter(
    (action: unknown, index) => !MACHINES.test(String(action)) && !muted.some(({ property }) => property === `AlarmActions.${index}`),
  );
  if (speaking.length > 0) return { tells: true, muted: false, because: null };
  return {
    tells: false,
    muted: muted.length > 0,
    because: muted[0]?.message ?? 'its actions change machines and tell nobody; add one that does',
  };
}

function passes({ names, resources }: StateRule, { name }: AlarmDeclaration): boolean {
  const matches = (list: readonly Matcher[] | undefined, of: (matcher: Matcher) => boolean): boolean => list === undefined || list.some(of);
  return (
    matches(names, ({ equals, prefix }) => equals === name || (prefix !== undefined && name.startsWith(prefix))) &&
    matches(
      resources,
      ({ equals, prefix }) =>
        equals?.endsWith(`:alarm:${name}`) === true ||
        (prefix !== undefined && prefix.includes(':alarm:') && `:alarm:${name}`.startsWith(prefix.slice(prefix.indexOf(':alarm:')))),
    )
  );
}
