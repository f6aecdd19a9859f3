import type { Command } from 'commander';

/** A verb as help lists it; the rest of it is in `commands/`, and loaded when it is asked for. */
export interface Verb {
  /** Name and arguments, `serve [model]`. */
  readonly usage: string;
  readonly about: string;
  /** Gives the function that adds options and action to the command. */
  readonly load: () => Promise<(command: Command) => void>;
}

export const VERBS: readonly Verb[] = [
  {
    usage: 'rehearse [path...]',
    about: 'break what was synthesized in every way that deployments break, and say who is told, how late, and what nobody sees',
    load: async () => (await import('./commands/rehearse.js')).rehearseVerb,
  },
  {
    usage: 'serve [model]',
    about: "open the app's endpoints behind SageMaker Runtime's wire format, or one model alone under the container contract, until Ctrl-C",
    load: async () => (await import('./commands/serve.js')).serveVerb,
  },
  {
    usage: 'card <model> <data>',
    about: 'write a model card from labelled rows: metrics with intervals, calibration, slices, what the model gets most surely wrong',
    load: async () => (await import('./commands/card.js')).cardVerb,
  },
  {
    usage: 'shadow <candidate>',
    about: 'hold a candidate beside the model that serves today, on captured or sample rows: agreement, flips, latency, known faults',
    load: async () => (await import('./commands/shadow.js')).shadowVerb,
  },
  {
    usage: 'plan <model>',
    about: 'which hosting modes and sizes fit a promise, which do not and why, and what each costs by your own prices',
    load: async () => (await import('./commands/plan.js')).planVerb,
  },
  {
    usage: 'batch <model> <input>',
    about: 'score the rows of CSV, JSON Lines or Parquet files by a model, in constant memory; stopped, it goes on where it was',
    load: async () => (await import('./commands/batch.js')).batchVerb,
  },
  {
    usage: 'show <run>',
    about: 'the record that a run of a batch or a pipeline left: inputs and digests, rows, durations, cost',
    load: async () => (await import('./commands/show.js')).showVerb,
  },
  {
    usage: 'baseline <data>',
    about: 'count the rows that a model was trained on: what later rows are compared with',
    load: async () => (await import('./commands/baseline.js')).baselineVerb,
  },
  {
    usage: 'drift <baseline> <data>',
    about: 'compare rows with a baseline: which columns drifted, by how much, and whether that is too little to tell',
    load: async () => (await import('./commands/drift.js')).driftVerb,
  },
  {
    usage: 'quality <answers> [labels]',
    about: 'hold what a model answered against the labels that came for it, day by day: whether it is still good enough',
    load: async () => (await import('./commands/quality.js')).qualityVerb,
  },
  {
    usage: 'backtest [path...]',
    about: 'replay past metrics: how often each alarm would have gone off, and which threshold would have been quiet enough',
    load: async () => (await import('./commands/backtest.js')).backtestVerb,
  },
  {
    usage: 'diff [path...]',
    about:
      'what deploying means for each model: replaced, updated in place and how, interrupted, or refused; beside what is deployed, or a folder',
    load: async () => (await import('./commands/diff.js')).diffVerb,
  },
  {
    usage: 'status [path...]',
    about: 'what is declared beside what serves: models, images, weights, instances, alarms, the last deployment, what was changed by hand',
    load: async () => (await import('./commands/status.js')).statusVerb,
  },
  {
    usage: 'verify [path...]',
    about: 'try what is deployed: golden rows through the real endpoint, and with --actions who is told when an alarm goes off',
    load: async () => (await import('./commands/verify.js')).verifyVerb,
  },
  {
    usage: 'adopt <endpoint>',
    about: 'describe an endpoint that is there already, and print the code that watches it, or that declares it anew',
    load: async () => (await import('./commands/adopt.js')).adoptVerb,
  },
  {
    usage: 'compare [alarm...]',
    about: "replay an account's metrics under its alarms, and list where our states differ from those that CloudWatch's history tells",
    load: async () => (await import('./commands/compare.js')).compareVerb,
  },
  {
    usage: 'run <path>',
    about:
      'run a declared data pipeline on this machine, its SQL on DuckDB over local files; with --from fill in days of a batch deployment in the account',
    load: async () => (await import('./commands/run.js')).runVerb,
  },
];
