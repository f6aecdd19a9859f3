import { InvalidArgumentError, Option, type Command } from 'commander';
import { renderQualityPage, SYSTEM_CLOCK, watchQuality, type QualityOptions } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { renderQuality } from '../render/quality.js';
import { surfaceOf } from '../render/rehearsal.js';
import { warnOfBroken } from './broken-records.js';
import { writeWhole } from './write-whole.js';

interface QualityVerbOptions {
  readonly schema?: string;
  readonly id?: string;
  readonly time?: string;
  readonly prediction?: string;
  readonly probability?: readonly string[];
  readonly label: string;
  readonly kind?: QualityOptions['kind'];
  readonly positive?: string;
  readonly atLeast?: Readonly<Record<string, number>>;
  readonly labelDelay: number;
  readonly labelledShare: number;
  readonly segment?: readonly string[];
  readonly group?: readonly string[];
  readonly asOf?: number;
  readonly before?: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly quiet?: boolean;
}

const FACTORS: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `slipway quality ANSWERS [LABELS]`: whether a model is still right, by the labels that came. */
export function qualityVerb(command: Command): void {
  command
    .option('-s, --schema <file>', "the model's schema.json: its outputs and classes, segments, and which features are sensitive")
    .option('--id <column>', 'column by which labels find their answers (default: the id of captured exchanges)')
    .option('--time <column>', 'column that says when an answer was given (default: time, or that of captured exchanges)')
    .option('-p, --prediction <column>', "column of what the model said (default: the schema's, else prediction)")
    .option(
      '--probability <column>',
      'column of the probability of the positive class; several, one a class in the order of their names, where there are more than two',
      addName,
    )
    .option('-l, --label <column>', 'column that holds the truth', 'label')
    .addOption(new Option('--kind <kind>', 'what the model does (default: read off the values)').choices(['classification', 'regression']))
    .option('--positive <class>', 'the class of two that precision, recall and bias are about (default: the second by name)')
    .option('--at-least <metric=value>', "a bar, by the model card's names of metrics; may be repeated", addBar)
    .option('--label-delay <duration>', 'how long after an answer its label is due, 30min, 12h or 7d', parseDuration, 0)
    .option('--labelled-share <share>', 'share of the answers that get a label at all', parseShare, 1)
    .option('--segment <column>', 'also judge by the values of this column; may be repeated', addName)
    .option('--group <column>', 'hold the groups in this column against each other; may be repeated', addName)
    .option('--as-of <time>', 'when it is judged, ISO 8601 (default: now)', parseTime)
    .option('--before <file>', 'the --json of an earlier time, to say what was restated since')
    .option('--json', 'everything as one JSON document on stdout')
    .option('-r, --report <file>', 'write a page to look at: each metric by day with its interval, its bar, and what was expected')
    .option('-q, --quiet', 'nothing on stdout: the exit code alone')
    .addHelpText(
      'after',
      '\nANSWERS is a file or folder of what the model said (CSV, JSON Lines, Parquet, captured traffic). LABELS is one of what really was, by the same id, or of ground truth records; without it labels stand beside the answers.\nAnswers are judged by the day (UTC) on which they were given, when their labels are due and 80 % of them are in.\nExit code 3: a metric lies surely below its bar, in the last two days that could be judged.',
    )
    .action(quality);
}

async function quality(answers: string, labels: string | undefined, options: QualityVerbOptions): Promise<void> {
  const { probability = [], atLeast = {}, segment = [], group = [], asOf, json = false, quiet = false, report, ...rest } = options;
  const result = await watchQuality({
    ...rest,
    answers,
    ...(labels === undefined ? {} : { labels }),
    probabilities: probability,
    atLeast,
    segments: segment,
    groups: group,
    now: asOf ?? SYSTEM_CLOCK.now(),
  });
  warnOfBroken(result.broken, result.named);
  const { named: _, ...document } = result;
  if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (!quiet) process.stdout.write(renderQuality(result, surfaceOf(process.stdout)));
  if (report !== undefined) {
    writeWhole(report, renderQualityPage(result, answers));
    if (!quiet) (json ? process.stderr : process.stdout).write(`page  ${report}\n`);
  }
  process.exitCode = result.verdict === 'fails' ? EXIT.verdict : EXIT.good;
}

function addName(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}

function addBar(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, name, value] = /^([a-z]\w*)=(-?(?:\d+\.?\d*|\.\d+))$/i.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('give a metric and its least value, as in roc_auc=0.9');
  return { ...before, [name]: Number(value) };
}

function parseDuration(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(min|h|d)$/.exec(text) ?? [];
  const factor = FACTORS[unit];
  if (amount === undefined || factor === undefined) throw new InvalidArgumentError('give a duration such as 30min, 12h or 7d');
  return Number(amount) * factor;
}

function parseShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('give a share above 0 and at most 1');
  return share;
}

function parseTime(text: string): number {
  const millis = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(millis)) throw new InvalidArgumentError('give a time such as 2026-03-01 or 2026-03-01T12:00:00Z');
  return millis;
}
