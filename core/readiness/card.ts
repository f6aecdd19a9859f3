import { isRecord, listIn, numberIn, recordIn, textIn } from './json.js';

/** What a model card says of how the model was tried and who let it out, as far as a gate needs it. */
export interface ModelCard {
  readonly evaluations: readonly Evaluation[];
  readonly approval?: Approval;
}

/** One of `evaluation_details`. */
export interface Evaluation {
  readonly name: string;
  /** Rows it rests on, from its metadata. */
  readonly rows?: number;
  /** Whether the model was trained without these rows, from its metadata. */
  readonly unseen: boolean;
  /** What the model has to beat, from its metadata. */
  readonly baseline?: Baseline;
  /** Simple numeric metrics by name; the ends of the 95 % interval of `roc_auc` are `roc_auc_lower` and `roc_auc_upper`. */
  readonly metrics: ReadonlyMap<string, number>;
}

/** `majority class, accuracy 0.600950`: who, by which metric, how much. */
export interface Baseline {
  readonly name: string;
  readonly metric: string;
  readonly value: number;
}

/** Who let a model out, and which: the registry's own word, or a person's on the digest of what serves. */
export interface Approval {
  readonly by: string;
  /** SHA-256 over what serves; absent where the registry's word stands for its own package. */
  readonly digest?: string;
}

const BASELINE = /^(.+), *([a-z][\w]*) +(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i;

/**
 * Reads SageMaker's model-card JSON (schema 0.1.0, no section of which is required). What the schema has no field for stands in each
 * evaluation's `metadata`, which maps text to text: `rows`, `unseen` ("true"), `baseline`.
 */
export function readCard(value: unknown): ModelCard {
  const card = isRecord(value) ? value : {};
  const approval = approvalOf(card);
  return { evaluations: listIn(card, 'evaluation_details').map(evaluationOf), ...(approval === undefined ? {} : { approval }) };
}

function evaluationOf(value: Readonly<Record<string, unknown>>): Evaluation {
  const metadata = recordIn(value, 'metadata');
  const rows = Number(textIn(metadata, 'rows') ?? Number.NaN);
  const baseline = BASELINE.exec(textIn(metadata, 'baseline') ?? '');
  const [, name, metric, least] = baseline ?? [];
  return {
    name: textIn(value, 'name') ?? 'evaluation',
    unseen: textIn(metadata, 'unseen') === 'true',
    ...(Number.isInteger(rows) && rows > 0 ? { rows } : {}),
    ...(name === undefined || metric === undefined ? {} : { baseline: { name, metric, value: Number(least) } }),
    metrics: new Map(
      listIn(value, 'metric_groups')
        .flatMap((group) => listIn(group, 'metric_data'))
        .flatMap((metricData) => {
          const metricName = textIn(metricData, 'name');
          const number = numberIn(metricData, 'value');
          return metricName === undefined || number === undefined ? [] : [[metricName, number] as const];
        }),
    ),
  };
}

/** What the registry says of the version, where the service has filled it into the card. */
export function registryStatus(card: unknown): string | undefined {
  return isRecord(card) ? textIn(recordIn(card, 'model_package_details'), 'model_approval_status') : undefined;
}

function approvalOf(card: Readonly<Record<string, unknown>>): Approval | undefined {
  if (registryStatus(card) === 'Approved') return { by: 'the model registry' };
  const details = recordIn(recordIn(card, 'additional_information'), 'custom_details');
  const by = textIn(details, 'approved_by');
  const digest = textIn(details, 'approved_digest');
  return by === undefined || digest === undefined ? undefined : { by, digest };
}
