import { InvalidArgumentError, type Command } from 'commander';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import {
  athenaStatement,
  compareTable,
  dayIn,
  daysDocument,
  driftDocument,
  measureFalseAlarms,
  renderDaysPage,
  renderDriftPage,
  watchDays,
  type DriftResult,
} from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { renderDays, renderFalseAlarms } from '../render/days.js';
import { renderDrift } from '../render/drift.js';
import { surfaceOf } from '../render/rehearsal.js';
import { warnOfBroken } from './broken-records.js';
import { writeWhole } from './write-whole.js';

interface DriftVerbOptions {
  readonly json?: boolean;
  readonly report?: string;
  readonly modelMonitor?: string;
  readonly windows?: string;
  readonly day?: string;
  readonly keep?: boolean;
  readonly byDay?: boolean;
  readonly falsePages?: boolean;
  readonly statement?: boolean;
  readonly texts?: boolean;
  readonly where?: string;
  readonly answer?: boolean;
  readonly quiet?: boolean;
}

/** `slipway drift BASELINE DATA`: compares rows with a baseline. */
export function driftVerb(command: Command): void {
  command
    .option('--json', 'the verdict as one JSON document on stdout')
    .option('-r, --report <file>', 'write a page to look at: the two distributions of each column side by side, worst first')
    .option(
      '--model-monitor <dir>',
      "also write what SageMaker Model Monitor would: statistics.json, and constraint_violations.json by the baseline's constraints",
    )
    .option(
      '-w, --windows <dir>',
      'days before this one, a file or folder each, named as 2026-03-01: thresholds come of the first 28 healthy ones',
    )
    .option('--day <day>', 'the day that DATA is of (default: the one that its path names)', parseDay)
    .option('--keep', 'store what was counted of DATA in --windows, for the days to come')
    .option('--by-day', 'DATA is a folder of days: judge each in turn, as the monitor would have')
    .option('--false-pages', 'DATA is a folder of days that are known to be healthy: measure how often they are called drift')
    .option('--statement', 'DATA is a table that Athena knows: print the one statement that counts it there')
    .option('--texts', "with --statement: the table's columns are all texts, as over CSV files")
    .option('--where <condition>', 'with --statement: which rows, in SQL')
    .option('--answer', 'DATA is the CSV file that Athena wrote as the result of that statement')
    .option('-q, --quiet', 'nothing on stdout: the exit code alone')
    .addHelpText(
      'after',
      "\nBASELINE is the folder that `slipway baseline` wrote, or one with constraints.json and statistics.json of Model Monitor; DATA a file or folder as that verb takes it, taken as one window, or a profile.json that another engine made of it.\nExit code 3: a column drifted (--by-day: on the last day; --false-pages: more than one page a quarter). Fewer than 200 rows are too little to tell, which is exit code 0 and the verdict 'too-little'.",
    )
    .action(drift);
}

async function drift(baseline: string, data: string, options: DriftVerbOptions): Promise<void> {
  refuseTogether(options);
  if (options.statement === true) {
    process.stdout.write(`${athenaStatement(baseline, data, options)}\n`);
    return;
  }
  if (options.falsePages === true) return falsePages(baseline, data, options);
  if (options.byDay === true) return byDay(baseline, data, options);
  const { json = false, quiet = false, report, modelMonitor, windows, day } = options;
  const stored = windows === undefined ? undefined : { folder: windows, ...(day === undefined ? {} : { day }) };
  const result = await compareTable(baseline, data, {
    ...(stored === undefined ? {} : { stored }),
    kind: options.answer === true ? 'answer' : 'rows',
    modelMonitor: modelMonitor !== undefined,
  });
  const places = { baseline: result.verdict.windows > 0 && windows !== undefined ? windows : baseline, data };
  warnOfBroken(result.verdict.broken, result.broken);
  if (json) process.stdout.write(`${JSON.stringify(driftDocument(result), null, 2)}\n`);
  else if (!quiet) process.stdout.write(renderDrift(result, places, surfaceOf(process.stdout)));
  if (report !== undefined) writePage(report, renderDriftPage(result, places), options);
  if (modelMonitor !== undefined) writeModelMonitor(result, baseline, modelMonitor);
  if (options.keep === true && windows !== undefined) keep(result, windows, options);
  process.exitCode = result.verdict.verdict === 'drift' ? EXIT.verdict : EXIT.good;
}

async function byDay(baseline: string, data: string, options: DriftVerbOptions): Promise<void> {
  const { json = false, quiet = false, report } = options;
  const result = await watchDays(baseline, data);
  warnOfBroken(result.broken, result.named);
  if (json) process.stdout.write(`${JSON.stringify(daysDocument(result), null, 2)}\n`);
  else if (!quiet) process.stdout.write(renderDays(result, data, surfaceOf(process.stdout)));
  if (report !== undefined) writePage(report, renderDaysPage(result, data), options);
  process.exitCode = result.days.at(-1)?.verdict.verdict === 'drift' ? EXIT.verdict : EXIT.good;
}

async function falsePages(baseline: string, data: string, { json = false, quiet = false }: DriftVerbOptions): Promise<void> {
  const { broken, named, ...measured } = await measureFalseAlarms(baseline, data);
  warnOfBroken(broken, named);
  if (json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  else if (!quiet) process.stdout.write(renderFalseAlarms(measured, surfaceOf(process.stdout)));
  process.exitCode = measured.pagesPerQuarter > measured.budget ? EXIT.verdict : EXIT.good;
}

function keep({ day }: DriftResult, windows: string, { json = false, quiet = false }: DriftVerbOptions): void {
  if (day === undefined) return;
  const path = join(windows, `${day.day}.json`);
  writeWhole(path, `${JSON.stringify(day.profile)}\n`);
  if (!quiet) (json ? process.stderr : process.stdout).write(`kept  ${path}\n`);
}

function writePage(path: string, text: string, { json = false, quiet = false }: DriftVerbOptions): void {
  writeWhole(path, text);
  if (!quiet) (json ? process.stderr : process.stdout).write(`page  ${path}\n`);
}

function writeModelMonitor({ modelMonitorFiles }: DriftResult, baseline: string, folder: string): void {
  if (modelMonitorFiles.size === 0)
    throw new SlipwayError('profile-invalid', `the baseline in '${baseline}' has no constraints.json to hold rows against; make it again`);
  for (const [name, text] of modelMonitorFiles) writeWhole(join(folder, name), text);
}

function refuseTogether({ windows, day, keep: kept, byDay: each, falsePages: measured, modelMonitor, report }: DriftVerbOptions): void {
  const given = (options: Readonly<Record<string, unknown>>): string[] =>
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const folder = each === true ? '--by-day' : measured === true ? '--false-pages' : undefined;
  const strange =
    folder !== undefined
      ? given({
          '--windows': windows,
          '--day': day,
          '--keep': kept,
          '--model-monitor': modelMonitor,
          ...(measured === true ? { '--by-day': each, '--report': report } : {}),
        })
      : windows === undefined
        ? given({ '--day': day, '--keep': kept })
        : [];
  if (strange.length > 0)
    throw new SlipwayError('drift-option', folder === undefined ? `${strange.join(' and ')} means nothing without --windows; give the folder of days` : `${folder} takes all days from DATA; leave ${strange.join(' and ')} out`); // prettier-ignore
}

function parseDay(text: string): string {
  if (dayIn(text) !== text) throw new InvalidArgumentError('give a day such as 2026-03-01');
  return text;
}
