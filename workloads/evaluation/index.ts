import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { packageCard } from '../../core/readiness/card-content.js';
import type { ServerMessage } from '../server/index.js';
import { evaluateBeside, evaluateFolder, type EvaluationOptions } from './evaluate.js';
import type { ServedModel } from './score-table.js';

/** https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html */
const PROCESSING = '/opt/ml/processing';
/** Archive in which a training job leaves its model. */
const ARCHIVE = 'model.tar.gz';
const KNOWN_FAULTS = join('samples', 'known-faults.jsonl');
/** The same rows and the same model give the same card. */
const SEED = 1;

/** What the step says of the evaluation, in SLIPWAY_EVALUATION. */
interface Settings {
  readonly label: string;
  readonly unseen: boolean;
  readonly toBeat: 'most-frequent' | 'shares';
  readonly columns?: EvaluationOptions['columns'];
}

/**
 * What labelled rows show of a trained model, as a SageMaker Processing job: model, rows, and perhaps the rows that it was trained on and the model that
 * serves today come as inputs; `card.json` goes out, the same as the registry takes it, and the known faults that the model brought along.
 */
async function main(root: string, { label, unseen, toBeat, columns }: Settings): Promise<void> {
  const at = (...parts: readonly string[]): string => join(root, PROCESSING, ...parts);
  const model = unpacked(at('input', 'model'));
  const training = at('input', 'training');
  const about = {
    model,
    data: at('input', 'rows'),
    label,
    name: 'held-out',
    seed: SEED,
    unseen,
    toBeat,
    ...(columns === undefined ? {} : { columns }),
    ...(existsSync(training) ? { training } : {}),
    serve,
    signal: new AbortController().signal,
  };
  const current = at('input', 'current');
  const { card, evaluation } = existsSync(current)
    ? await evaluateBeside({ model: unpacked(current), name: 'beside-current' }, about)
    : await evaluateFolder(about);
  const output = at('output', 'rows');
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  writeFileSync(join(output, 'package-card.json'), packageCard(card));
  const faults = join(model, KNOWN_FAULTS);
  if (existsSync(faults)) copyFileSync(faults, join(output, 'known-faults.jsonl'));
  const said = [...evaluation.metrics].map(([name, { value }]) => `${name} ${Number(value.toFixed(4))}`).join(', ');
  leaveMessage(root, `${evaluation.rows} rows: ${said}`);
}

/** A model's folder: the archive that a training job has left is taken apart where it lies. */
function unpacked(folder: string): string {
  const archive = join(folder, ARCHIVE);
  if (existsSync(archive)) {
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    rmSync(archive);
  }
  return folder;
}

/** The model's own server, which lies beside this file. */
async function serve(model: string): Promise<ServedModel> {
  const child = fork(join(__dirname, 'index.js'), ['serve'], {
    env: { ...process.env, SAGEMAKER_BIND_TO_PORT: '0', SLIPWAY_MODEL_DIR: model, SLIPWAY_HOST: '127.0.0.1' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const stop = async (): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  };
  return new Promise((served, failed) => {
    let port = 0;
    child.once('exit', (code) => failed(new SlipwayError('container-stopped', `the server of ${model} ended with exit code ${code}`)));
    child.on('message', (message: ServerMessage) => {
      if (message.type === 'listening') ({ port } = message);
      if (message.type === 'ready') served({ port, ready: message, stop });
      if (message.type !== 'failed') return;
      // It stays up to say why to whoever pings it, and this program would wait for it.
      child.kill();
      failed(new SlipwayError('container-stopped', `the model does not load: ${message.message}`));
    });
  });
}

/** What SageMaker shows of the job (API reference, DescribeProcessingJob, ExitMessage). */
function leaveMessage(root: string, text: string): void {
  mkdirSync(join(root, '/opt/ml/output'), { recursive: true });
  writeFileSync(join(root, '/opt/ml/output/message'), text.slice(0, MESSAGE));
}

const MESSAGE = 1024;
const ROOT = process.env['SLIPWAY_ROOT'] ?? '';

main(ROOT, JSON.parse(process.env['SLIPWAY_EVALUATION'] ?? '{}') as Settings).catch((failure: unknown) => {
  const text = failure instanceof Error ? failure.message : String(failure);
  leaveMessage(ROOT, text);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
