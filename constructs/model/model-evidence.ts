import { readFileSync } from 'node:fs';
import type { Evidence } from '../../core/readiness/gaps.js';
import { digestOf, readJson, type ModelFiles } from './model-files.js';

const CARD = 'card.json';
const KNOWN_FAULTS = 'samples/known-faults.jsonl';

/** What one model shows of itself. */
export interface ModelEvidence {
  /** How messages call it. */
  readonly name: string;
  /** Absent where the model lies elsewhere. */
  readonly evidence?: Evidence;
}

/** Reads what a gate asks for from a model folder. */
export function evidenceOf(path: string, { all, serving }: ModelFiles): ModelEvidence {
  const fileOf = (wanted: string): string | undefined => all.find(({ name }) => name === wanted)?.path;
  const card = fileOf(CARD);
  const faults = fileOf(KNOWN_FAULTS);
  return {
    name: path,
    evidence: {
      card: card === undefined ? undefined : readJson(card),
      knownFaults: faults === undefined ? undefined : readFileSync(faults, 'utf8').split('\n'),
      digest: digestOf(serving),
    },
  };
}
