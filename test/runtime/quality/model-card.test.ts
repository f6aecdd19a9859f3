import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readinessGaps } from '../../../core/readiness/gaps';
import { SILENT } from '../../../runtime/host';
import { modelCard, type ModelCardOptions } from '../../../runtime/quality/model-card';

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'spam-filter');
const HELD_OUT = join(EXAMPLE, 'data', 'heldout.csv');

const folder = mkdtempSync(join(tmpdir(), 'slipway-card-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MODEL = join(folder, 'model');
cpSync(join(EXAMPLE, 'model'), MODEL, { recursive: true });
rmSync(join(MODEL, 'card.json'));

function card(options: Partial<ModelCardOptions> = {}): ReturnType<typeof modelCard> {
  const signal = new AbortController().signal;
  return modelCard({ model: MODEL, data: HELD_OUT, label: 'label', name: 'held-out', seed: 1, host: SILENT, signal, ...options });
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('the card comes to what scikit-learn wrote down when the model was trained, and a gate takes it', async () => {
  const { evaluation, card: written, proposals } = await card({ unseen: true });
  // examples/spam-filter/model/card.json, by training/train.py; its bootstrap throws other dice.
  const exact = {
    accuracy: [0.940618, 0.922564, 0.954669],
    precision: [0.930723, 0.898196, 0.953397],
    recall: [0.919643, 0.88561, 0.944188],
  };
  for (const [name, [value, lower, upper]] of Object.entries(exact)) {
    const found = evaluation.metrics.get(name);
    expect([found?.value, found?.lower, found?.upper].map((each) => Number(each?.toFixed(6)))).toEqual([value, lower, upper]);
  }
  expect(evaluation.metrics.get('roc_auc')?.value).toBeCloseTo(0.987163, 6);
  expect(evaluation.metrics.get('roc_auc')?.lower).toBeCloseTo(0.9799, 2);
  expect(evaluation.confusion?.counts).toEqual([
    [483, 23],
    [27, 309],
  ]);
  const knownFaults = readFileSync(join(MODEL, 'samples', 'known-faults.jsonl'), 'utf8').split('\n');
  expect(
    readinessGaps({ card: written, knownFaults, digest: '' }, { atLeast: { roc_auc: 0.97 }, knownFaults: true, approved: false }),
  ).toEqual([]);
  expect(proposals[0]).toMatchObject({ expected: 'spam', given: 'nonspam', because: '' });
  expect(proposals[0]?.sureness).toBeGreaterThan(0.9);
});

test('rows that the model was trained on are left out and counted, whatever else their file holds', async () => {
  const lines = readFileSync(HELD_OUT, 'utf8').trimEnd().split('\n');
  const training = write('training.csv', `${lines.slice(0, 101).join('\n')}\n`);
  const { evaluation, inTraining, unseen, card: written } = await card({ training });
  // One of the hundred rows occurs twice in the whole file, or none does.
  expect(inTraining).toBeGreaterThanOrEqual(100);
  expect(evaluation.rows).toBe(842 - inTraining);
  expect(unseen).toBe(true);
  expect(JSON.stringify(written)).toContain(`${inTraining} rows are among them and were left out`);
});

test('without a word on the training rows no gate takes the card', async () => {
  const { card: written } = await card();
  const gaps = readinessGaps({ card: written, knownFaults: undefined, digest: '' }, { atLeast: {}, knownFaults: false, approved: false });
  expect(gaps).toEqual([expect.stringContaining('no evaluation on unseen rows')]);
});

test('the model that serves today is what the new one has to beat', async () => {
  const { card: written, current } = await card({ unseen: true, current: MODEL });
  expect(current?.metrics.get('roc_auc')?.value).toBeCloseTo(0.987163, 6);
  const gaps = readinessGaps({ card: written, knownFaults: undefined, digest: '' }, { atLeast: {}, knownFaults: false, approved: false });
  expect(gaps).toEqual([expect.stringMatching(/^roc_auc is at least .* no better than current model with 0\.987163/)]);
});

test('the rest of a card stays, and an evaluation of the same name is replaced', async () => {
  const other = { name: 'march', metric_groups: [] };
  const known = join(folder, 'known');
  cpSync(MODEL, known, { recursive: true });
  writeFileSync(
    join(known, 'card.json'),
    JSON.stringify({ intended_uses: { risk_rating: 'Low' }, evaluation_details: [other, { name: 'held-out' }] }),
  );
  const { card: written } = await card({ model: known, unseen: true });
  expect(written).toMatchObject({ intended_uses: { risk_rating: 'Low' }, evaluation_details: [other, { name: 'held-out' }] });
  expect(JSON.stringify(written)).toContain('"roc_auc_lower"');
});

test('JSON Lines are read like CSV, and a bad row is named and costs no other', async () => {
  const [header = '', ...rows] = readFileSync(HELD_OUT, 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  const records = rows.slice(0, 60).map((row) => Object.fromEntries(row.split(',').map((cell, index) => [names[index], Number(cell)])));
  const broken = { ...records[0], free: 'many' };
  const text = [...records, broken, { ...records[1], label: null }].map((record) => JSON.stringify(record)).join('\n');
  const { evaluation, skipped } = await card({ data: write('rows.jsonl', text), unseen: true });
  expect(evaluation.rows).toBe(60);
  expect(skipped).toEqual([
    { row: 61, reason: expect.stringContaining("column 'free'") as string },
    { row: 62, reason: 'it has no label' },
  ]);
});

test.each<[string, Partial<ModelCardOptions>, RegExp]>([
  [
    'a label that is no column',
    { label: 'spam' },
    /has no column 'spam'; its columns are make, address, .* and \d+ more; name the one that holds the truth/,
  ],
  [
    'a label that the model does not know',
    { label: 'capitalTotal' },
    /is labelled '\d+', and the model knows nonspam, spam; is --label the right column\?/,
  ],
  [
    'data that lack a feature',
    { data: write('few.csv', 'make,label\n1,1\n') },
    /lacks features of the model: address, all, .*; its columns are make, label/,
  ],
])('fails on %s, and says what to do', async (_what, options, message) => {
  await expect(card(options)).rejects.toThrow(message);
});
