import { InvalidArgumentError, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { StandInEntry } from '../../core/service/entry.js';
import type { Allowance } from '../../runtime/index.js';
import { withAssemblyOptions, type AssemblyOptions } from './assembly-options.js';

export interface RehearseOptions extends AssemblyOptions {
  readonly seed: number;
  readonly faults?: readonly string[];
  readonly days: number;
  readonly report?: string;
  readonly junit?: string;
  readonly evidence?: string;
  readonly standIn?: Readonly<Record<string, StandInEntry>>;
  readonly allow?: readonly string[];
  readonly reason?: readonly string[];
  readonly profile?: string;
  readonly latencyFrom?: string;
  readonly captured?: Readonly<Record<string, string>>;
  readonly factor?: Readonly<Record<string, number>>;
}

const DEFAULT_SEED = 1;
const DEFAULT_DAYS = 90;
const MOST_DAYS = 366;

export function withRehearseOptions(command: Command): Command {
  return withAssemblyOptions(command)
    .option('--seed <number>', 'what chance is drawn from', parseSeed, DEFAULT_SEED)
    .option('--faults <names>', 'these faults alone, with commas between (default: every one that applies)', parseNames)
    .option('--days <number>', 'days without a fault, on which no alarm should go off', parseDays, DEFAULT_DAYS)
    .option('--report <dir>', 'write a page to look at, and the document behind it, into a folder')
    .option('--evidence <dir>', 'keep what this rests on: report, cards, and the digests of models, images and schemas by environment')
    .option('--junit <file>', 'write what CI servers read: a test for each alarm and each fault')
    .option(
      '--stand-in <path=what>',
      'what answers for an endpoint: a model (.onnx file or folder), or a command; may be repeated',
      addStandIn,
    )
    .option('--allow <id>', "accept an alarm by its path, or a blind spot by '<deployment> <fault>'; may be repeated", addText)
    .option('--reason <text>', 'why, one for each --allow', addText)
    .option('--profile <file>', 'how the models answer, measured before; where it is not there yet it is measured and written')
    .option('--latency-from <file>', 'service times from past metrics (the CSV of backtest --save) instead of those of this machine')
    .option(
      '--captured <path=dir>',
      'what callers really send, and when: a folder of captured data of a deployment; may be repeated',
      addFolder,
    )
    .option(
      '--factor <type=number>',
      'service time on an instance type over that on this machine (default: 1); may be repeated',
      addFactor,
    );
}

/** Ids with their reasons, in the order in which they were given. */
export function allowancesOf({ allow = [], reason = [] }: Pick<RehearseOptions, 'allow' | 'reason'>): Allowance[] {
  if (allow.length !== reason.length || reason.some((text) => text.trim() === '')) {
    throw new SlipwayError(
      'rehearsal-option',
      `--allow is given ${allow.length} times and --reason ${reason.length} times; give each --allow ID a --reason TEXT that says why`,
    );
  }
  return allow.map((id, index) => ({ id, reason: reason[index] ?? '' }));
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new InvalidArgumentError(`'${text}' is no seed; give a whole number from 0 on`);
  return seed;
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new InvalidArgumentError(`'${text}' is no number of days; give 1 to ${MOST_DAYS}`);
  return days;
}

function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes(''))
    throw new InvalidArgumentError(`'${text}' names nothing between two commas; write for example --faults slow-model,error-burst`);
  return names;
}

function addText(text: string, sofar: readonly string[] = []): readonly string[] {
  return [...sofar, text];
}

function addFolder(text: string, sofar: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [path, folder] = halves(text, 'path=dir', '--captured Fraud/Endpoint=capture/');
  if (!existsSync(folder)) throw new InvalidArgumentError(`there is no folder at ${resolve(folder)}`);
  return { ...sofar, [path]: resolve(folder) };
}

function addFactor(text: string, sofar: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [type, number] = halves(text, 'type=number', '--factor ml.m5.large=1.8');
  const factor = Number(number);
  if (!Number.isFinite(factor) || factor <= 0) throw new InvalidArgumentError(`'${number}' is no factor; give a number above 0`);
  return { ...sofar, [type]: factor };
}

function halves(text: string, form: string, example: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, at), text.slice(at + 1).trim()];
  if (at < 1 || value === '') throw new InvalidArgumentError(`'${text}' is no ${form}; write for example ${example}`);
  return [name, value];
}

/** A file or folder that is there is a model; anything else is run by the shell. */
function addStandIn(text: string, sofar: Readonly<Record<string, StandInEntry>> = {}): Readonly<Record<string, StandInEntry>> {
  const [path, what] = halves(text, 'path=what', '--stand-in Fraud/Endpoint=model.onnx');
  if (what.endsWith('.onnx') && !existsSync(what)) throw new InvalidArgumentError(`there is no model at ${resolve(what)}`);
  const entry: StandInEntry = existsSync(what) ? { onnx: resolve(what) } : { command: ['sh', '-c', `exec ${what}`] };
  return { ...sofar, [path]: entry };
}
