import { readFileSync } from 'node:fs';
import { outputNames } from '../../core/drift/table/plan-table.js';
import { SlipwayError } from '../../core/errors/index.js';
import { answerOutputs } from '../../core/quality/cohorts/answer-outputs.js';
import { CohortBuilder } from '../../core/quality/cohorts/cohort-builder.js';
import type { CohortQuality } from '../../core/quality/cohorts/cohort-quality.js';
import { judgeQuality, type QualityRules, type QualityVerdict } from '../../core/quality/cohorts/judge-quality.js';
import { scoringOf, type DeclaredScoring } from '../../core/quality/cohorts/scoring.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { readAnswers, type AnswerColumns } from '../../workloads/drift/answers.js';
import { BrokenCount } from '../../workloads/drift/broken-count.js';
import { readLabels } from '../../workloads/drift/labels.js';
import type { BrokenRecord } from '../../workloads/drift/read-options.js';
import { readTable } from '../../workloads/drift/read-table.js';
import { readSchema } from '../drift/make-baseline.js';

export interface QualityOptions extends Pick<QualityRules, 'now' | 'labelDelay' | 'labelledShare' | 'atLeast'> {
  /** File or folder of what the model answered. */
  readonly answers: string;
  /** File or folder of labels that came by themselves; without one they stand beside the answers. */
  readonly labels?: string;
  /** The model's schema.json: outputs, classes, segments, what is sensitive. */
  readonly schema?: string;
  readonly id?: string;
  readonly time?: string;
  readonly prediction?: string;
  /** Of the positive class, or one a class in their order. */
  readonly probabilities: readonly string[];
  readonly label: string;
  readonly kind?: DeclaredScoring['kind'];
  readonly positive?: string;
  readonly segments: readonly string[];
  readonly groups: readonly string[];
  /** A result of an earlier time, to tell what is restated. */
  readonly before?: string;
}

export interface QualityResult extends QualityVerdict {
  /** Records that could not be read, rows without id, time or label; the first of those that are named. */
  readonly broken: number;
  readonly named: readonly BrokenRecord[];
}

const DEFAULT_PREDICTION = 'prediction';
const DEFAULT_ID = 'id';

/** Judges what a model answered by the labels that came for it. */
export async function watchQuality(options: QualityOptions): Promise<QualityResult> {
  const schema = options.schema === undefined ? undefined : readSchema(options.schema);
  const declared = schema?.features.filter(({ segment }) => segment === true).map(({ name }) => name) ?? [];
  const segments = [...new Set([...declared, ...options.segments])];
  const columns = columnsOf(options, schema, segments);
  const builder = new CohortBuilder(columns.parts.length);
  const broken = new BrokenCount();
  const names =
    schema === undefined ? { inputs: [], outputs: [] } : { inputs: schema.features.map(({ name }) => name), outputs: outputNames(schema) };
  const onBroken = (record: BrokenRecord): void => broken.add(record);
  const joined = options.labels !== undefined;
  const answers = await readAnswers(readTable(options.answers, { ...names, events: true, onBroken }), columns, joined, builder);
  if (answers.rows === 0)
    throw new SlipwayError('table-empty', `'${options.answers}' has no row that can be read; give what the model answered`);
  let { lost } = answers;
  if (options.labels !== undefined) {
    const { id = DEFAULT_ID, label } = options;
    lost += await readLabels(readTable(options.labels, { inputs: [], outputs: [], onBroken }), { id, label }, builder);
  }
  const cohorts = builder.finish();
  const { now, labelDelay, labelledShare, atLeast, groups } = options;
  const before = options.before === undefined ? {} : { before: readBefore(options.before) };
  const rules = { now, labelDelay, labelledShare, atLeast, segments, groups, ...before };
  const verdict = judgeQuality(cohorts, scoringOf(cohorts.cohorts, declaredScoring(options, schema)), rules);
  return { ...verdict, broken: broken.count + lost, named: broken.first };
}

function columnsOf(options: QualityOptions, schema: ModelSchema | undefined, segments: readonly string[]): AnswerColumns {
  const { id, time, label, labels, groups } = options;
  const { said, probabilities } = outputsOf(options, schema);
  const sensitive = new Set(schema?.features.filter((feature) => feature.sensitive === true).map(({ name }) => name));
  return {
    ...(id === undefined ? {} : { id }),
    ...(time === undefined ? {} : { time }),
    ...(said === undefined ? {} : { said }),
    probabilities,
    ...(labels === undefined ? { label } : {}),
    parts: [...segments, ...groups].map((name) => ({ name, sensitive: sensitive.has(name) })),
  };
}

/** What is named holds; else what the schema says of the model's outputs; else a column `prediction`. */
function outputsOf(
  { prediction, probabilities }: QualityOptions,
  schema: ModelSchema | undefined,
): { said?: string; probabilities: readonly string[] } {
  if (prediction !== undefined || probabilities.length > 0)
    return { ...(prediction === undefined ? {} : { said: prediction }), probabilities };
  if (schema === undefined) return { said: DEFAULT_PREDICTION, probabilities };
  return answerOutputs(schema.outputs);
}

function declaredScoring({ kind, positive }: QualityOptions, schema: ModelSchema | undefined): DeclaredScoring {
  const classes = schema === undefined ? undefined : answerOutputs(schema.outputs).classes;
  if (positive !== undefined && classes !== undefined && !classes.includes(positive))
    throw new SlipwayError('quality-unknown', `the model has no class '${positive}'; it has ${classes.join(', ')}`);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(classes === undefined ? {} : { classes }),
    ...(positive === undefined ? {} : { positive }),
  };
}

/** Only what restating needs is looked at. */
function readBefore(path: string): readonly Pick<CohortQuality, 'day' | 'labels' | 'metrics'>[] {
  try {
    const { cohorts } = JSON.parse(readFileSync(path, 'utf8')) as { cohorts: readonly CohortQuality[] };
    return cohorts.map(({ day, labels, metrics }) => ({ day, labels, metrics }));
  } catch (cause) {
    throw new SlipwayError(
      'quality-unknown',
      `${path} is no result of \`slipway quality --json\`; give one, or leave --before out`,
      {},
      { cause },
    );
  }
}
