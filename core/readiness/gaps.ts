import { readCard, registryStatus, type Evaluation, type ModelCard } from './card.js';
import { faultProblems } from './known-faults.js';

/** What has to be shown of a model before it goes out. */
export interface Demands {
  /** Least value by metric, named as scikit-learn's scorers, which all grow as the model gets better. */
  readonly atLeast: Readonly<Record<string, number>>;
  readonly knownFaults: boolean;
  readonly approved: boolean;
}

/** What a model folder shows. */
export interface Evidence {
  /** The parsed card.json; undefined where there is none. */
  readonly card: unknown;
  /** Lines of samples/known-faults.jsonl; undefined where there is no such file. */
  readonly knownFaults: readonly string[] | undefined;
  /** SHA-256 over what serves; absent where the bytes are not on this machine. */
  readonly digest?: string;
  /**
   * What is deployed is a version in the model registry: SageMaker itself refuses one that nobody has approved, so that only a card that says
   * otherwise keeps it back.
   */
  readonly registered?: boolean;
}

/** Everything that keeps a model from going out, each with how to mend it; empty where it is ready. */
export function readinessGaps({ card, knownFaults, digest, registered = false }: Evidence, demands: Demands): string[] {
  const faults = demands.knownFaults ? faultProblems(knownFaults) : [];
  if (card === undefined && registered && Object.keys(demands.atLeast).length === 0) return faults;
  if (card === undefined && registered && digest === undefined)
    return ['its card is not on this machine; give Model.fromPackage the folder that was registered, or lift the demand', ...faults];
  if (card === undefined)
    return [
      'card.json is missing; write one from labelled rows that the model has not seen: slipway card MODEL DATA --label COLUMN --training FILE (docs/readiness.md)',
      ...faults,
    ];
  const read = readCard(card);
  return [
    ...metricGaps(read, demands.atLeast),
    ...faults,
    ...(demands.approved ? (registered ? registryGaps(card) : approvalGaps(read, digest)) : []),
  ];
}

function metricGaps({ evaluations }: ModelCard, atLeast: Demands['atLeast']): string[] {
  const unseen = evaluations.filter((evaluation) => evaluation.unseen);
  if (unseen.length === 0)
    return [
      'card.json has no evaluation on unseen rows; evaluate on rows that the model was not trained on, and say so in its metadata: "unseen": "true"',
    ];
  const short = Object.entries(atLeast).flatMap(([metric, bar]) => metricGap(unseen, metric, bar));
  return [...unseen.flatMap(rowsGap), ...short, ...baselineGaps(unseen)];
}

function rowsGap({ name, rows }: Evaluation): string[] {
  return rows === undefined ? [`evaluation '${name}' does not say on how many rows it rests; give "rows" in its metadata`] : [];
}

function metricGap(unseen: readonly Evaluation[], metric: string, bar: number): string[] {
  const having = unseen.filter(({ metrics }) => metrics.has(metric));
  if (having.length === 0) return [`${metric} of at least ${bar} is demanded, and card.json has no ${metric} on unseen rows; add it`];
  return having.flatMap(({ name, metrics, rows }) => {
    const lower = metrics.get(`${metric}_lower`);
    if (lower === undefined)
      return [
        `${metric} in evaluation '${name}' has no interval; add ${metric}_lower and ${metric}_upper, the ends of its 95 % interval: few rows prove little`,
      ];
    if (lower >= bar) return [];
    return [
      `${metric} is at least ${lower} (lower end of the interval, ${rows ?? 'an unstated number of'} rows of '${name}'), and ${bar} is demanded; a better model, or more rows where only the interval is wide`,
    ];
  });
}

/** A model that is no better than a rule of one line should not go out, whatever its metrics look like. */
function baselineGaps(unseen: readonly Evaluation[]): string[] {
  const named = unseen.flatMap(({ name, baseline, metrics }) => (baseline === undefined ? [] : [{ name, baseline, metrics }]));
  if (named.length === 0)
    return [
      'card.json names nothing that the model has to beat; give "baseline" in the metadata of an evaluation, for example "majority class, accuracy 0.60" or "current model, roc_auc 0.98"',
    ];
  return named.flatMap(({ name, baseline, metrics }) => {
    const lower = metrics.get(`${baseline.metric}_lower`);
    if (lower === undefined)
      return [
        `the baseline of evaluation '${name}' is by ${baseline.metric}, and it has no ${baseline.metric}_lower to hold against it; add it`,
      ];
    if (lower > baseline.value) return [];
    return [
      `${baseline.metric} is at least ${lower} (lower end of the interval), no better than ${baseline.name} with ${baseline.value}; this model adds nothing that is sure`,
    ];
  });
}

function registryGaps(card: unknown): string[] {
  const status = registryStatus(card);
  return status === undefined || status === 'Approved'
    ? []
    : [`the registry has this version as ${status}; approve it there, and give the card anew, or deploy another version`];
}

function approvalGaps({ approval }: ModelCard, digest: string | undefined): string[] {
  if (approval === undefined)
    return [
      `nobody has approved this model; whoever does writes additional_information.custom_details into card.json: "approved_by", and "approved_digest": "${digest ?? 'the SHA-256 of what serves'}"`,
    ];
  if (approval.digest === undefined || approval.digest === digest) return [];
  return [`${approval.by} approved ${approval.digest}, and this model is ${digest ?? 'not on this machine'}; have this one approved`];
}
