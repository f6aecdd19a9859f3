import {
  countText,
  minutesText,
  orderedSpots,
  spotCounts,
  spotSentence,
  type AlarmReport,
  type RehearsalReport,
} from '../runtime/index.js';
import type { AlarmOutcome } from './alarm.js';
import { minutesIn, type Length } from './lengths.js';

/** What jest and vitest ask of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

export interface TellOptions {
  /** From the start of the fault. Default: however long it takes. */
  readonly within?: Length;
  /** Construct path of the deployment, or its end. Default: every one that the fault was played on. */
  readonly deployment?: string;
}

/** Matchers over what a rehearsal found and what an alarm did, for `expect.extend(matchers)`. */
export const matchers = {
  /** Somebody is told of a fault, wherever it was played. */
  toTell(report: RehearsalReport, fault: string, { within, deployment }: TellOptions = {}): MatcherResult {
    const found = report.faults.filter(({ name, deployment: at }) => name === fault && isIn(at, deployment));
    const ran = found.filter(({ status }) => status !== 'not-runnable');
    // Where it ran nowhere, why it did not is what there is to say.
    const played = ran.length > 0 ? ran : found;
    if (played.length === 0) {
      const there = [...new Set(report.faults.map(({ name }) => name))].join(', ');
      return failed(
        `'${fault}' was not played${deployment === undefined ? '' : ` on ${deployment}`}; the rehearsal played ${there || 'none'}`,
      );
    }
    const limit = within === undefined ? Number.POSITIVE_INFINITY : minutesIn(within);
    const late = played.filter(({ minutes }) => minutes === null || minutes > limit);
    const lines = played.map(
      ({ deployment: at, minutes, seenBy, status, text, harmedBeforeTold }) =>
        `  ${at}: ${
          minutes === null
            ? `nobody is told (${status}): ${text}`
            : `${seenBy.join(', ')} after ${minutesText(minutes)}, ${countText(harmedBeforeTold)} harmed before that`
        }`,
    );
    const wanted = limit === Number.POSITIVE_INFINITY ? '' : ` within ${minutesText(limit)}`;
    return {
      pass: late.length === 0,
      message: () => [`expected that somebody is ${late.length === 0 ? 'not ' : ''}told of '${fault}'${wanted}`, ...lines].join('\n'),
    };
  },

  /** No fault does harm that nobody is told of; what was accepted, and what only a caller can see, does not count. */
  toHaveNoBlindSpots(report: RehearsalReport): MatcherResult {
    const spots = orderedSpots(report).filter(spotCounts);
    return {
      pass: spots.length === 0,
      message: () =>
        spots.length === 0
          ? 'expected a blind spot, and there is none'
          : [
              `expected no blind spot, and there are ${spots.length}`,
              ...spots.map((spot) => `  ${spot.fault}: ${spotSentence(spot)}`),
            ].join('\n'),
    };
  },

  /** An alarm fires on some fault, or on the one that is named. */
  toFire(report: RehearsalReport, alarm: string, { on }: { readonly on?: string } = {}): MatcherResult {
    const meant = report.alarms.filter((each) => isAlarm(each, alarm));
    if (meant.length === 0)
      return failed(`no alarm is called '${alarm}'; there are ${report.alarms.map(({ path }) => path).join(', ') || 'none'}`);
    const quiet = meant.filter(({ firesOn }) => !firesOn.some(({ fault }) => on === undefined || fault === on));
    const lines = meant.map(({ path, firesOn, reason, source }) => {
      const faults = firesOn.map(({ fault, minutes }) => `${fault} after ${minutesText(minutes)}`).join(', ');
      return `  ${path}${source === null ? '' : ` (${source})`}: ${faults === '' ? `never fires${reason === null ? '' : `: ${reason}`}` : faults}`;
    });
    return {
      pass: quiet.length === 0,
      message: () =>
        [`expected '${alarm}' ${quiet.length === 0 ? 'not ' : ''}to fire${on === undefined ? '' : ` on ${on}`}`, ...lines].join('\n'),
    };
  },

  /** An alarm that was evaluated over a series goes to ALARM, at the latest when so much time has passed. */
  toAlarm({ alarm, alarmAtMinute, states }: AlarmOutcome, { within }: { readonly within?: Length } = {}): MatcherResult {
    const limit = within === undefined ? Number.POSITIVE_INFINITY : minutesIn(within);
    const pass = alarmAtMinute !== null && alarmAtMinute <= limit;
    return {
      pass,
      message: () =>
        [
          `expected ${alarm} ${pass ? 'not ' : ''}to go to ALARM${within === undefined ? '' : ` within ${minutesText(limit)}`}`,
          ...states.map(({ minute, state, reason }) => `  minute ${minute}: ${state}, ${reason}`),
        ].join('\n'),
    };
  },
};

function failed(message: string): MatcherResult {
  return { pass: false, message: () => message };
}

function isIn(deployment: string, asked: string | undefined): boolean {
  return asked === undefined || deployment === asked || deployment.endsWith(`/${asked}`);
}

function isAlarm({ path, name, logicalId }: AlarmReport, asked: string): boolean {
  const short = path.replace(/\/(Resource|Default)$/, '').replace(/\/Alarm$/, '');
  return [name, logicalId].includes(asked) || [path, short].some((each) => each === asked || each.endsWith(`/${asked}`));
}
