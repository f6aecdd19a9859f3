import type { Command } from 'commander';
import type { VerbName } from '../verbs.js';

export { reportFailure } from '../render/failure.js';

/** Adds options and action to the command of a verb. */
export type Declare = (command: Command) => void;

/** What is loaded once a verb is asked for, and of it that verb alone: the build makes one file of all of them, which help does not read. */
export const COMMANDS: Readonly<Record<VerbName, () => Promise<Declare>>> = {
  rehearse: async () => (await import('./rehearse.js')).rehearseVerb,
  serve: async () => (await import('./serve.js')).serveVerb,
  card: async () => (await import('./card.js')).cardVerb,
  shadow: async () => (await import('./shadow.js')).shadowVerb,
  plan: async () => (await import('./plan.js')).planVerb,
  batch: async () => (await import('./batch.js')).batchVerb,
  show: async () => (await import('./show.js')).showVerb,
  baseline: async () => (await import('./baseline.js')).baselineVerb,
  drift: async () => (await import('./drift.js')).driftVerb,
  quality: async () => (await import('./quality.js')).qualityVerb,
  backtest: async () => (await import('./backtest.js')).backtestVerb,
  diff: async () => (await import('./diff.js')).diffVerb,
  status: async () => (await import('./status.js')).statusVerb,
  verify: async () => (await import('./verify.js')).verifyVerb,
  adopt: async () => (await import('./adopt.js')).adoptVerb,
  compare: async () => (await import('./compare.js')).compareVerb,
  run: async () => (await import('./run.js')).runVerb,
};
