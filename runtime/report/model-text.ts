import type { KnownFaultReport, ModelReport } from './rehearsal-report.js';
import { plural } from './words.js';

/** `12 known faults: 10 still there, 2 gone; 50 golden rows, all as recorded`. */
export function modelText({ knownFaults, goldenRows, goldenDifferent, reason }: ModelReport): string {
  if (reason !== null) return reason;
  const count = (outcome: KnownFaultReport['outcome']): number => knownFaults.filter((fault) => fault.outcome === outcome).length;
  const outcomes = (Object.keys(OUTCOME_WORDS) as KnownFaultReport['outcome'][])
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${OUTCOME_WORDS[outcome]}`);
  const lines = new Set(goldenDifferent.map(({ line }) => line)).size;
  return [
    ...(knownFaults.length === 0 ? [] : [`${plural(knownFaults.length, 'known fault')}: ${outcomes.join(', ')}`]),
    ...(goldenRows === 0
      ? []
      : [`${plural(goldenRows, 'golden row')}, ${lines === 0 ? 'all answered as recorded' : `${lines} answered otherwise`}`]),
  ].join('; ');
}

export const OUTCOME_WORDS: Readonly<Record<KnownFaultReport['outcome'], string>> = {
  there: 'still there',
  gone: 'gone',
  otherwise: 'wrong in another way',
  unanswered: 'not answered',
};

/** Known faults that somebody has to look at: those that are not as they were written down. */
export function changedFaults({ knownFaults }: ModelReport): readonly KnownFaultReport[] {
  return knownFaults.filter(({ outcome }) => outcome !== 'there');
}

/** What follows the place of a known fault: `gone: says nonspam, as it should; take it out (a wanted message scored 0.91)`. */
export function faultSentence({ outcome, expected, given, now, because }: KnownFaultReport): string {
  switch (outcome) {
    case 'gone':
      return `gone: it says ${expected}, and said ${given}; take it out of samples/known-faults.jsonl (${because})`;
    case 'there':
      return `still there: it says ${given}, and should say ${expected} (${because})`;
    case 'otherwise':
      return `wrong in another way: it says ${now}, said ${given}, and should say ${expected} (${because})`;
    default:
      return `not answered: ${now} (${because})`;
  }
}
