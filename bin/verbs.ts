/** A verb as help lists it; the rest of it is in `commands/`, and loaded when it is asked for. */
export interface Verb {
  /** Its arguments, `[model]`. */
  readonly takes: string;
  readonly about: string;
}

export type VerbName = keyof typeof VERBS;

/** In the order in which help lists them. */
export const VERBS = {
  rehearse: {
    takes: '[path...]',
    about: 'break what was synthesized in every way that deployments break, and say who is told, how late, and what nobody sees',
  },
  serve: {
    takes: '[model]',
    about: "open the app's endpoints behind SageMaker Runtime's wire format, or one model alone under the container contract, until Ctrl-C",
  },
  card: {
    takes: '<model> <data>',
    about: 'write a model card from labelled rows: metrics with intervals, calibration, slices, what the model gets most surely wrong',
  },
  shadow: {
    takes: '<candidate>',
    about: 'hold a candidate beside the model that serves today, on captured or sample rows: agreement, flips, latency, known faults',
  },
  plan: {
    takes: '<model>',
    about: 'which hosting modes and sizes fit a promise, which do not and why, and what each costs by your own prices',
  },
  batch: {
    takes: '<model> <input>',
    about: 'score the rows of CSV, JSON Lines or Parquet files by a model, in constant memory; stopped, it goes on where it was',
  },
  show: {
    takes: '<run>',
    about: 'the record that a run of a batch or a pipeline left: inputs and digests, rows, durations, cost',
  },
  baseline: {
    takes: '<data>',
    about: 'count the rows that a model was trained on: what later rows are compared with',
  },
  drift: {
    takes: '<baseline> <data>',
    about: 'compare rows with a baseline: which columns drifted, by how much, and whether that is too little to tell',
  },
  quality: {
    takes: '<answers> [labels]',
    about: 'hold what a model answered against the labels that came for it, day by day: whether it is still good enough',
  },
  backtest: {
    takes: '[path...]',
    about: 'replay past metrics: how often each alarm would have gone off, and which threshold would have been quiet enough',
  },
  diff: {
    takes: '[path...]',
    about:
      'what deploying means for each model: replaced, updated in place and how, interrupted, or refused; beside what is deployed, or a folder',
  },
  status: {
    takes: '[path...]',
    about: 'what is declared beside what serves: models, images, weights, instances, alarms, the last deployment, what was changed by hand',
  },
  verify: {
    takes: '[path...]',
    about: 'try what is deployed: golden rows through the real endpoint, and with --actions who is told when an alarm goes off',
  },
  adopt: {
    takes: '<endpoint>',
    about: 'describe an endpoint that is there already, and print the code that watches it, or that declares it anew',
  },
  compare: {
    takes: '[alarm...]',
    about: "replay an account's metrics under its alarms, and list where our states differ from those that CloudWatch's history tells",
  },
  run: {
    takes: '<path>',
    about:
      'run a declared data pipeline on this machine, its SQL on DuckDB over local files; with --from fill in days of a batch deployment in the account',
  },
} as const satisfies Readonly<Record<string, Verb>>;
