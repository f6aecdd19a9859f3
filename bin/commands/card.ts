import type { Command } from 'commander';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { modelCard, type ModelCardResult } from '../../runtime/index.js';
import { interruption } from '../interruption.js';
import { renderCard } from '../render/card.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { writeWhole } from './write-whole.js';

const SEED = 1;
const CARD = 'card.json';
const PROPOSED = join('samples', 'known-faults.proposed.jsonl');

interface CardOptions {
  readonly label: string;
  readonly name: string;
  readonly training?: string;
  readonly unseen?: boolean;
  readonly current?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `slipway card MODEL DATA`: what labelled rows show of a model, as the card that a gate reads. */
export function cardVerb(command: Command): void {
  command
    .requiredOption('-l, --label <column>', 'column of DATA that holds the truth')
    .option('-n, --name <name>', 'name of the evaluation; one of the same name is replaced', 'held-out')
    .option('-t, --training <file>', 'rows that the model was trained on: those among DATA are left out')
    .option('--unseen', 'your word that the model has not seen DATA, where there is no --training to check it')
    .option('--current <model>', 'the model that serves today, as the one to beat (default: the most frequent class, or the mean)')
    .option('-o, --output <file>', `where the card goes (default: ${CARD} in the model folder)`)
    .option('--json', 'the card on stdout, and no file written')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      `\nMODEL is a model folder or file, DATA a file or folder of CSV with a header, JSON Lines or Parquet. The rest of a card that is there already stays as it is.\nWhat the model gets most confidently wrong goes to ${PROPOSED}: say why, and keep the lines in known-faults.jsonl.`,
    )
    .action(card);
}

async function card(model: string, data: string, options: CardOptions): Promise<void> {
  for (const path of [model, data, ...(options.training === undefined ? [] : [options.training])]) requireFile(path);
  const host = new TerminalHost(process.stderr, options.quiet);
  const result = await modelCard({ model, data, ...options, seed: SEED, host, signal: interruption() });
  host.clear();
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(result.card, null, 2)}\n`);
    return;
  }
  const isFolder = statSync(model).isDirectory();
  const output = options.output ?? join(isFolder ? model : '.', CARD);
  writeWhole(output, `${JSON.stringify(result.card, null, 2)}\n`);
  const proposed = isFolder ? join(model, PROPOSED) : undefined;
  if (proposed !== undefined && result.proposals.length > 0) writeWhole(proposed, proposalLines(result));
  process.stdout.write(renderCard(result, { model, data, output, proposed }, surfaceOf(process.stdout)));
}

function proposalLines({ proposals }: ModelCardResult): string {
  return proposals.map(({ input, expected, given, because }) => `${JSON.stringify({ input, expected, given, because })}\n`).join('');
}

function requireFile(path: string): void {
  if (!existsSync(path)) throw new SlipwayError('record-invalid', `there is nothing at '${path}'; give a file or folder that is there`);
}
