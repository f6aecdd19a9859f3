import { EMPTY_RECORD } from '../measuring/sample-rows.js';
import type { Profile } from '../measuring/profile.js';
import type { ServicePlan } from '../plan.js';
import type { RehearsalReport } from '../report/rehearsal-report.js';
import { profileOf } from './measure-services.js';
import type { Subject } from './subject.js';

const OK = 200;

type Ask = RehearsalReport['asks'][number];

/** What nobody said, and the member of slipway.json that says it. */
interface Unsaid {
  readonly what: string;
  readonly member: string;
}

/** Why a deployment is not rehearsed; with what somebody could say, so that it is. */
export interface Missing {
  readonly reason: string;
  readonly ask?: Unsaid;
}

const RATE: Unsaid = { what: 'how many requests come in a minute', member: '"traffic": { "perMinute": 20 }' };
export const UNKNOWN_RATE: Missing = { reason: 'nobody said how many requests come in a minute', ask: RATE };

/** A model that refuses the empty record, where that is all that is known of its callers, is not broken: nobody knows how to ask it. */
export function unknownRequests(service: ServicePlan, profile: Profile): Missing | undefined {
  const profiles = service.variants.map((variant) => profileOf(profile, service, variant, undefined));
  const deaf = profiles.find(({ rows, statuses }) => rows === EMPTY_RECORD && statuses.every((status) => status !== OK));
  if (deaf === undefined) return undefined;
  const answer = deaf.statuses[0] === 0 ? 'with nothing' : `with ${String(deaf.statuses[0])}`;
  return {
    reason: `nobody said what callers send, and its model answers an empty record ${answer}`,
    ask: { what: 'what callers send, a line {"input": …} for each request', member: '"samples": "requests.jsonl"' },
  };
}

const STAND_IN: Unsaid = {
  what: 'what answers in place of its image',
  member: '"standIn": { "stub": { "answer": "{}", "latency": "80ms" } }',
};
const LATENCY: Unsaid = { what: 'within which time it is to answer', member: '"latency": "100ms"' };

/** What somebody could say, so that more is said of a deployment: all of it as one entry, to be copied. */
export function asksOf({ path, service, unserved }: Subject, missing?: Unsaid): readonly Ask[] {
  const wanted = unserved?.standInPlays === true ? unserved : undefined;
  const playable = service ?? wanted;
  const unsaid = [
    ...(wanted === undefined ? [] : [STAND_IN]),
    ...(wanted === undefined || wanted.traffic !== undefined ? [] : [RATE]),
    ...(missing === undefined ? [] : [missing]),
    ...(playable === undefined || playable.latencyMillis !== undefined ? [] : [LATENCY]),
  ];
  if (unsaid.length === 0) return [];
  const members = unsaid.map(({ member }) => member).join(', ');
  return [
    {
      deployment: path,
      what: unsaid.map(({ what }) => what).join(', '),
      how: `slipway.json: { "version": 1, "services": { "${path}": { ${members} } } }`,
    },
  ];
}
