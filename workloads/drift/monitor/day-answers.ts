import type { Window } from '../../../core/drift/monitor/window.js';
import type { QualitySettings } from '../../../core/drift/monitor/settings.js';
import { answerOutputs } from '../../../core/quality/cohorts/answer-outputs.js';
import { CohortBuilder, type JoinedCohorts } from '../../../core/quality/cohorts/cohort-builder.js';
import { kindOfBars } from '../../../core/quality/cohorts/metric-kinds.js';
import { scoringOf, type Scoring } from '../../../core/quality/cohorts/scoring.js';
import { readAnswers } from '../answers.js';
import { BrokenCount } from '../broken-count.js';
import { isGolden, isWithin } from '../exchange-window.js';
import type { CapturedExchange } from '../read-options.js';
import { readSource } from '../read-table.js';
import type { Tick } from './integrity-tick.js';
import { objectsOf } from './records.js';

/** What was answered on a day, and how answers are read. */
export interface DayAnswers {
  readonly joined: JoinedCohorts;
  readonly scoring: Scoring;
}

/**
 * Reads the captured answers of a day, golden rows left out, and puts labels beside them.
 *
 * @param labels by the id of their answer
 */
export async function answersOf(
  { settings, document, world }: Tick,
  { segments, groups, atLeast }: QualitySettings,
  day: Window,
  labels: ReadonlyMap<string, string>,
): Promise<DayAnswers> {
  const { inputs, outputs, features, leftOut } = document.baseline;
  // Of a column that is left out, such as an id, the baseline does not say whether it is sensitive.
  const sensitive = new Set([...features.filter((feature) => feature.sensitive === true), ...leftOut].map(({ name }) => name));
  const { said, probabilities, classes } = answerOutputs(document.outputs);
  const columns = {
    ...(said === undefined ? {} : { said }),
    probabilities,
    parts: [...segments, ...groups].map((name) => ({ name, sensitive: sensitive.has(name) })),
  };
  const builder = new CohortBuilder(columns.parts.length);
  const broken = new BrokenCount();
  const options = {
    inputs,
    outputs,
    events: true,
    onBroken: broken.add.bind(broken),
    takes: (exchange: CapturedExchange) => isWithin(exchange, day) && !isGolden(exchange),
  };
  for (const object of await objectsOf(world.records, settings, day)) {
    // An endpoint's records all say their time, and lie in the folder of their hour; the rows of a batch are of when they were written.
    const written = settings.endpoint === undefined ? { writtenAt: object.modified } : {};
    await readAnswers(readSource(world.records.source(object), options), { ...columns, ...written }, true, builder);
  }
  for (const [id, label] of labels) builder.label(id, label);
  const joined = builder.finish();
  const kind = kindOfBars(atLeast);
  return {
    joined,
    scoring: scoringOf(joined.cohorts, { ...(kind === undefined ? {} : { kind }), ...(classes === undefined ? {} : { classes }) }),
  };
}
