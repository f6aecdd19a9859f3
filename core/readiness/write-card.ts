import type { ModelEvaluation, Slice } from '../quality/evaluation.js';
import { isRecord, listIn, textIn } from './json.js';

/** An evaluation as a card names it. */
export interface CardEvaluation {
  /** At most 63 characters. */
  readonly name: string;
  readonly evaluation: ModelEvaluation;
  readonly dataset: string;
  /** Whether the model was trained without these rows, and how that is known. */
  readonly unseen: boolean;
  readonly observation: string;
  /** `current model, roc_auc 0.98`; without one the rule of one line is named. */
  readonly baseline?: string;
}

/** SageMaker's schema of model cards, 0.1.0 (Developer Guide, model-cards-json-schema). */
const LIMITS = { name: 63, text: 1024, observation: 2096, matrix: 20, chart: 20 } as const;
const DIGITS = 6;

/**
 * A model card with an evaluation in it, as SageMaker's model-card JSON: everything else in the card stays as it is, an evaluation of the same name
 * is replaced.
 *
 * @param card the parsed card so far; anything that is no object counts as none
 * @param name for people, where the card has none
 */
export function cardWith(card: unknown, name: string, entry: CardEvaluation): Record<string, unknown> {
  const known = isRecord(card) ? card : {};
  const overview = isRecord(known['model_overview']) ? known['model_overview'] : {};
  const others = listIn(known, 'evaluation_details').filter((each) => textIn(each, 'name') !== entry.name);
  return {
    ...known,
    model_overview: { model_name: name, ...overview },
    evaluation_details: [...others, detailsOf(entry)],
  };
}

function detailsOf({ name, evaluation, dataset, unseen, observation, baseline }: CardEvaluation): Record<string, unknown> {
  const { rule, rows } = evaluation;
  return {
    name: cut(name, LIMITS.name),
    evaluation_observation: cut(observation, LIMITS.observation),
    datasets: [cut(dataset, LIMITS.text)],
    metadata: {
      rows: String(rows),
      unseen: String(unseen),
      baseline: baseline ?? `${rule.name}, ${rule.metric} ${rounded(rule.value)}`,
    },
    metric_groups: [
      { name: 'metrics', metric_data: [...numbersOf(evaluation), ...matrixOf(evaluation)] },
      ...calibrationGroup(evaluation),
      ...sliceGroups(evaluation.slices),
    ],
  };
}

type MetricData = Record<string, unknown>;

function numbersOf({ metrics }: ModelEvaluation): MetricData[] {
  return [...metrics].flatMap(([name, { value, lower, upper }]) => [
    {
      name,
      type: 'number',
      value: rounded(value),
      notes: `95 % interval by ${SHARES.has(name) ? "Wilson's score" : 'a bootstrap over rows'}`,
    },
    { name: `${name}_lower`, type: 'number', value: rounded(lower) },
    { name: `${name}_upper`, type: 'number', value: rounded(upper) },
  ]);
}

const SHARES = new Set(['accuracy', 'precision', 'recall']);

function matrixOf({ confusion }: ModelEvaluation): MetricData[] {
  if (confusion === undefined || confusion.classes.length > LIMITS.matrix) return [];
  return [
    {
      name: 'confusion_matrix',
      type: 'matrix',
      x_axis_name: confusion.classes.map((each) => cut(`said ${each}`, LIMITS.name)),
      y_axis_name: confusion.classes.map((each) => cut(`is ${each}`, LIMITS.name)),
      value: confusion.counts,
    },
  ];
}

function calibrationGroup({ calibration }: ModelEvaluation): MetricData[] {
  if (calibration === undefined) return [];
  return [
    {
      name: 'calibration',
      metric_data: [
        { name: 'expected_calibration_error', type: 'number', value: rounded(calibration.error) },
        {
          name: 'reliability',
          type: 'linear_graph',
          x_axis_name: 'probability that was said',
          y_axis_name: 'share that happened',
          value: calibration.bins.map(({ said, happened }) => [rounded(said), rounded(happened)]),
        },
      ],
    },
  ];
}

function sliceGroups(slices: readonly Slice[]): MetricData[] {
  const features = [...new Set(slices.map(({ feature }) => feature))];
  return features.map((feature) => ({
    name: cut(`by ${feature}`, LIMITS.name),
    metric_data: slices
      .filter((slice) => slice.feature === feature)
      .map(({ value, metric, rows, estimate }) => ({
        name: cut(`${metric} where ${feature} is ${value}`, 255),
        type: 'number',
        value: rounded(estimate.value),
        notes: `${rows} rows, 95 % interval ${rounded(estimate.lower)} to ${rounded(estimate.upper)}`,
      })),
  }));
}

function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
