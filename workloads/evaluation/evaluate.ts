import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { sharesRule } from '../../core/quality/baselines.js';
import { evaluateModel, type ModelEvaluation, type SlicingFeature } from '../../core/quality/evaluation.js';
import { scoredAt, type Scored } from '../../core/quality/scored.js';
import { surelyWrong } from '../../core/quality/surely-wrong.js';
import { cardWith } from '../../core/readiness/write-card.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { seeded } from '../../core/random.js';
import { readLabelledTable, type LabelledTable } from './labelled-table.js';
import { scoreTable, type ServedModel } from './score-table.js';

export interface EvaluationOptions {
  /** Model folder, or a bare model file. */
  readonly model: string;
  /** Labelled rows: CSV with a header, JSON Lines, or Parquet. */
  readonly data: string;
  /** Names of the columns of CSV without a header, of the labelled rows and of those of training. Default: the header's. */
  readonly columns?: { readonly rows?: readonly string[]; readonly training?: readonly string[] };
  /** Column that holds the truth. */
  readonly label: string;
  /** Name of the evaluation. */
  readonly name: string;
  /** Rows that the model was trained on; those among the data are left out. */
  readonly training?: string;
  /** Somebody's word that the model has not seen the rows, where there is no `training` to check it. */
  readonly unseen?: boolean;
  /** The model that serves today: what the new one has to beat. */
  readonly current?: string;
  readonly seed: number;
  /** The rule of one line that it has to beat, where no model is given: the most frequent class by accuracy, or the shares of the classes by log loss. */
  readonly toBeat?: 'most-frequent' | 'shares';
  /** The card so far; default: the card.json of the model folder. */
  readonly card?: unknown;
  /** Starts the model's server. */
  readonly serve: (model: string) => Promise<ServedModel>;
  /** Told how far it has come. */
  readonly progress?: (stage: 'load' | 'score', model: string, done?: number) => void;
  readonly signal: AbortSignal;
}

/** What labelled rows show of a model. */
export interface ModelCardResult {
  /** SageMaker's model-card JSON: what the folder's card.json held, with this evaluation in it. */
  readonly card: Readonly<Record<string, unknown>>;
  readonly evaluation: ModelEvaluation;
  readonly unseen: boolean;
  /** Rows of the data that are among the training rows too. */
  readonly inTraining: number;
  /** Rows of the data that occur more than once. */
  readonly repeated: number;
  readonly skipped: LabelledTable['skipped'];
  readonly current?: ModelEvaluation;
  /** What the model gets most confidently wrong: rows for `samples/known-faults.jsonl`, the reason left to a person. */
  readonly proposals: readonly ProposedFault[];
  /** Why nothing is proposed, where that is so. */
  readonly noProposals?: string;
}

export interface ProposedFault {
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: string | number;
  readonly given: string | number;
  readonly sureness: number;
  /** Empty: whoever keeps the row says why the model gets it wrong. */
  readonly because: '';
}

const MOST_PROPOSALS = 20;

/** Scores labelled rows and puts what they show into a model card. */
export async function evaluateFolder(options: EvaluationOptions): Promise<ModelCardResult> {
  const trial = await tryModel(options);
  const { current } = options;
  return resultOf(trial, options, current === undefined ? undefined : await rivalOf(current, trial, options));
}

/**
 * Puts two evaluations of the same rows into a card, for one evaluation has one thing to beat: first the rule of one line, then the model that serves
 * today.
 *
 * @param current that model, and what its evaluation is called
 */
export async function evaluateBeside(
  current: { readonly model: string; readonly name: string },
  options: Omit<EvaluationOptions, 'current'>,
): Promise<ModelCardResult> {
  const trial = await tryModel(options);
  const { card } = resultOf(trial, options, undefined);
  return resultOf(trial, { ...options, name: current.name, card }, await rivalOf(current.model, trial, options));
}

/** A model's answers to the rows that it has not been trained on. */
interface Trial {
  readonly schema: ModelSchema;
  readonly table: LabelledTable;
  /** Places in the table of the rows that were not left out. */
  readonly places: readonly number[];
  readonly scored: Scored;
  readonly evaluation: ModelEvaluation;
}

async function tryModel(options: EvaluationOptions): Promise<Trial> {
  const { model, data, label, training, seed, columns } = options;
  const { schema, table, scored: all } = await scoreFile(model, options);
  const seen = training === undefined ? new Set<string>() : keysOf(await readLabelledTable(training, label, schema, columns?.training));
  const places = table.rows.flatMap((row, place) => (seen.has(keyOf(row)) ? [] : [place]));
  if (places.length === 0) {
    throw new SlipwayError(
      'record-invalid',
      `every row of ${data} is among the training rows of ${training ?? ''} too, so that nothing can be said; give rows that were held out`,
    );
  }
  const scored = scoredAt(all, places);
  const evaluation = evaluateModel(scored, slicingFeatures(table, places, schema), seeded(seed));
  return { schema, table, places, scored, evaluation };
}

async function rivalOf(model: string, { places }: Trial, options: EvaluationOptions): Promise<ModelEvaluation> {
  return evaluateModel(scoredAt((await scoreFile(model, options)).scored, places), [], seeded(options.seed));
}

function resultOf(trial: Trial, options: EvaluationOptions, rival: ModelEvaluation | undefined): ModelCardResult {
  const { model, data, name, training, unseen = false } = options;
  const { schema, table, places, scored, evaluation } = trial;
  const proposed = proposalsOf(scored, table, places, schema);
  const isUnseen = training !== undefined || unseen;
  return {
    card: cardWith(options.card ?? readCardOf(model), basename(resolve(model)), {
      name,
      evaluation,
      dataset: basename(data),
      unseen: isUnseen,
      observation: observationOf(table.rows.length - places.length, training, unseen),
      ...(rival !== undefined
        ? { baseline: rivalText(evaluation, rival) }
        : options.toBeat === 'shares'
          ? { baseline: sharesText(scored) }
          : {}),
    }),
    evaluation,
    unseen: isUnseen,
    inTraining: table.rows.length - places.length,
    repeated: table.rows.length - keysOf(table).size,
    skipped: table.skipped,
    ...(rival === undefined ? {} : { current: rival }),
    ...proposed,
  };
}

interface ScoredFile {
  readonly schema: ModelSchema;
  readonly table: LabelledTable;
  readonly scored: Scored;
}

async function scoreFile(model: string, { data, label, columns, serve, progress, signal }: EvaluationOptions): Promise<ScoredFile> {
  progress?.('load', model);
  const server = await serve(resolve(model));
  try {
    const { schema } = server.ready;
    const table = await readLabelledTable(data, label, schema, columns?.rows);
    const onProgress = (done: number): void => progress?.('score', model, done);
    return { schema, table, scored: await scoreTable(server, table, onProgress, signal) };
  } finally {
    await server.stop();
  }
}

function keyOf(row: LabelledTable['rows'][number]): string {
  return JSON.stringify(row);
}

function keysOf({ rows }: LabelledTable): Set<string> {
  return new Set(rows.map(keyOf));
}

/** Declared segments, and texts with a list of categories: few enough values to look at each. */
function slicingFeatures({ rows }: LabelledTable, places: readonly number[], { features }: ModelSchema): SlicingFeature[] {
  return features.flatMap(({ name, segment = false, categories, sensitive = false }, column) =>
    sensitive || (!segment && categories === undefined)
      ? []
      : [{ name, values: places.map((place) => String(rows[place]?.[column] ?? 'missing')) }],
  );
}

function proposalsOf(
  scored: Scored,
  { rows }: LabelledTable,
  places: readonly number[],
  { features }: ModelSchema,
): Pick<ModelCardResult, 'proposals' | 'noProposals'> {
  if (features.some(({ sensitive = false }) => sensitive))
    return { proposals: [], noProposals: 'rows hold features that are marked sensitive, and would stand in a file' };
  const proposals = surelyWrong(scored, MOST_PROPOSALS).map(({ row, ...wrong }): ProposedFault => {
    const cells = rows[places[row] ?? 0] ?? [];
    return { input: Object.fromEntries(features.map(({ name }, column) => [name, cells[column] ?? null])), ...wrong, because: '' };
  });
  return { proposals };
}

function observationOf(inTraining: number, training: string | undefined, unseen: boolean): string {
  if (training !== undefined)
    return `Held against the training rows (${basename(training)}): ${inTraining === 0 ? 'none of the rows is among them' : `${inTraining} rows are among them and were left out`}.`;
  return unseen
    ? 'That the model has not seen these rows is the word of whoever wrote this card.'
    : 'Nobody has said whether the model has seen these rows.';
}

function sharesText(scored: Scored): string {
  const rule = sharesRule(scored);
  if (rule === undefined)
    throw new SlipwayError(
      'record-invalid',
      'the model gives no probabilities, so that the shares of the classes are nothing that it could beat',
    );
  return `${rule.name}, ${rule.metric} ${Number(rule.value.toFixed(6))}`;
}

/** By the first metric that both have; the gate holds the lower end against it. */
function rivalText({ metrics }: ModelEvaluation, rival: ModelEvaluation): string {
  const preferred =
    ['roc_auc', 'neg_root_mean_squared_error', 'accuracy'].find((name) => metrics.has(name) && rival.metrics.has(name)) ?? 'accuracy';
  return `current model, ${preferred} ${Number((rival.metrics.get(preferred)?.value ?? Number.NaN).toFixed(6))}`;
}

function readCardOf(model: string): unknown {
  const path = join(model, 'card.json');
  if (!existsSync(model) || !statSync(model).isDirectory() || !existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new SlipwayError('record-invalid', `${path} is no JSON; correct it, or move it away`, {}, { cause });
  }
}
