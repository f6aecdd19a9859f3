import type { AlarmState, Timeline, Transition } from '../../core/alarms/index.js';
import { recordOf } from '../../core/alarms/properties.js';
import type { CloudWatch, DescribedAlarm } from './cloudwatch.js';

/** What an account says that an alarm did. */
export interface AlarmPast {
  readonly timeline: Timeline;
  /** Changes that somebody made with SetAlarmState: no evaluation explains them. */
  readonly byHand: readonly Transition[];
}

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
/** How the reasons begin that CloudWatch itself writes of metric alarms. */
const OWN_REASON = /^(Threshold Crossed|Insufficient Data|Unchecked|\w+ datapoints? )/;

/** The states of an alarm in a window of time, from DescribeAlarmHistory. CloudWatch keeps thirty days of it. */
export async function readPast(
  cloudwatch: CloudWatch,
  alarm: DescribedAlarm,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<AlarmPast> {
  const items = await cloudwatch.history(alarm.name, from, to);
  const changes = items.flatMap(({ HistoryItemType, HistoryData, Timestamp }) =>
    HistoryItemType === 'StateUpdate' && Timestamp !== undefined ? changeOf(HistoryData ?? '', Timestamp.getTime()) : [],
  );
  const transitions = changes.filter((change) => change.from !== change.to);
  return {
    timeline: { initial: changes[0]?.from ?? stateOf(alarm.state), transitions, values: undefined },
    byHand: alarm.kind === 'metric' ? transitions.filter(({ reason }) => !OWN_REASON.test(reason)) : [],
  };
}

/** What is no change of state in a form that is known leaves no trace. */
function changeOf(text: string, at: number): Transition[] {
  const data = parsed(text);
  const [before, after] = [recordOf(data?.['oldState']), recordOf(data?.['newState'])];
  if (before === undefined || after === undefined) return [];
  return [{ at, from: stateOf(before['stateValue']), to: stateOf(after['stateValue']), reason: textOf(after['stateReason']) }];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function stateOf(value: unknown): AlarmState {
  return STATES.find((state) => state === value) ?? 'INSUFFICIENT_DATA';
}
