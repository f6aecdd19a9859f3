import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../runtime/random';
import { Program, ROOT } from './run';

const SLIPWAY = 'bin/slipway.ts';
const SLOW = 60_000;
const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const ROWS = 120;

interface Document {
  readonly verdict: string;
  readonly kind: string;
  readonly labelsStopped: readonly string[];
  readonly unmatched: number;
  readonly cohorts: readonly {
    day: string;
    state: string;
    answers: number;
    labels: number;
    metrics: Record<string, { value: number; upper: number }>;
    fails: readonly string[];
    restated?: { labels: number };
    estimated?: { note: string; calibratedOn: number };
    segments: readonly { feature: string; value: string }[];
    bias: readonly { feature: string; value: string }[];
  }[];
}

async function quality(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = Program.start(SLIPWAY, ['quality', ...args]);
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'slipway quality '))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly id: string;
  readonly at: Date;
  readonly score: number;
  readonly label: number;
}

/** Ten days of a model that is right, and four on which its answers are tossed. */
const ANSWERS: readonly Answer[] = (() => {
  const random = seeded(5);
  return Array.from({ length: 14 * ROWS }, (_, row): Answer => {
    const day = Math.floor(row / ROWS);
    const score = random();
    const label = Number(random() < (day < 10 ? score : 0.5));
    return { id: `a${row}`, at: new Date(START + day * DAY + (row % ROWS) * 60_000), score, label };
  });
})();

function written(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const answersFile = (): string =>
  written('answers.csv', [
    'id,time,score,region,sex',
    ...ANSWERS.map(
      ({ id, at, score }, row) => `${id},${at.toISOString()},${score},${row % 2 === 0 ? 'north' : 'south'},${row % 3 === 0 ? 'f' : 'm'}`,
    ),
  ]);
const labelsFile = (name: string, all: (answer: Answer, row: number) => boolean): string =>
  written(name, ['id,label', ...ANSWERS.filter(all).map(({ id, label }) => `${id},${label}`), 'stranger,1']);

const COMMON = ['--id', 'id', '--probability', 'score', '--at-least', 'roc_auc=0.75', '--label-delay', '2d'];

test(
  'a model that labels show to be wrong two days running fails with exit code 3, in words, as a document and on a page',
  async () => {
    const labels = labelsFile('labels.csv', () => true);
    const report = join(folder, 'pages', 'quality.html');
    const args = [answersFile(), labels, ...COMMON, '--as-of', '2026-02-01', '--segment', 'region', '--group', 'sex'];
    const { code, stdout, stderr } = await quality(...args, '--json', '--report', report);
    expect({ code, stderr }).toEqual({ code: 3, stderr: `page  ${report}\n` });
    const document = JSON.parse(stdout) as Document;
    expect(document).toMatchObject({ verdict: 'fails', kind: 'classification', labelsStopped: [], unmatched: 1 });
    expect(document.cohorts.map(({ fails }) => fails.length)).toEqual([...Array<number>(11).fill(0), 1, 1, 1]);
    expect(document.cohorts[0]).toMatchObject({ day: '2026-01-01', state: 'judged', answers: ROWS, labels: ROWS });
    expect(document.cohorts[0]?.segments.map(({ value }) => value)).toEqual(['north', 'south']);
    expect(document.cohorts[0]?.bias.map(({ value }) => value)).toEqual(['m', 'f']);
    const page = readFileSync(report, 'utf8');
    expect(page).toContain('<h1>The model is not good enough any more: roc_auc at least 0.75 is missed since 2026-01-11.');
    expect(page).toContain('dashed: the bar, 0.75; red: surely below the bar');
    const table = await quality(...args);
    expect(table.code).toBe(3);
    expect(table.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'roc_auc at least 0.75 is missed since 2026-01-11. 14 days of 14 could be judged.',
    );
    expect(table.stdout).toContain('below the bar again');
    expect(table.stdout.replaceAll(/\s+/g, ' ')).toContain('disparate impact accuracy difference');
  },
  SLOW,
);

test(
  'before labels are due there is an estimate that says what it is, and what was said is restated when more come',
  async () => {
    const answers = answersFile();
    const some = labelsFile('some.csv', (_, row) => row % 10 !== 0);
    const then = await quality(answers, some, ...COMMON, '--as-of', '2026-01-09T12:00:00Z', '--json');
    expect(then.code).toBe(0);
    const document = JSON.parse(then.stdout) as Document;
    expect(document.verdict).toBe('good');
    expect(document.cohorts.map(({ state }) => state)).toEqual([...Array<string>(6).fill('judged'), ...Array<string>(8).fill('waiting')]);
    expect(document.cohorts[6]).toMatchObject({ metrics: {}, estimated: { note: 'estimated, blind to concept drift', calibratedOn: 648 } });
    const before = written('before.json', [then.stdout]);
    const all = labelsFile('all.csv', () => true);
    const now = await quality(answers, all, ...COMMON, '--as-of', '2026-01-09T12:00:00Z', '--before', before);
    expect(now.stdout).toContain('restated, 108 labels then');
    expect(now.stdout).toContain('labels are due 2026-01-10 00:00');
    expect(now.stdout.replaceAll(/\s+/g, ' ')).toContain('estimated, blind to concept drift');
  },
  SLOW,
);

test(
  'labels that stop coming are told, and the days without them are not judged',
  async () => {
    const labels = labelsFile('stopped.csv', ({ at }) => at.getTime() < START + 5 * DAY);
    const { code, stdout } = await quality(answersFile(), labels, ...COMMON, '--as-of', '2026-02-01');
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Labels stopped: less than 80 % are in a day after they were due, of 2026-01-06, 2026-01-07, 2026-01-08, 2026-01-09, 2026-01-10 and 4 more days.',
    );
    expect(stdout).toContain('labels are missing');
  },
  SLOW,
);

/** As SageMaker writes them: an exchange of one row with the caller's inference id, and one of two rows without. */
function captured(): string {
  const root = join(folder, 'captured', 'AllTraffic');
  const days = [...new Set(ANSWERS.map(({ at }) => at.toISOString().slice(0, 10)))];
  for (const day of days) {
    const answers = ANSWERS.filter(({ at }) => at.toISOString().startsWith(day));
    const hour = join(root, ...day.split('-'), '00');
    mkdirSync(hour, { recursive: true });
    const lines = answers.flatMap((answer, place, all) => {
      const pair = place % 3 === 1 ? [answer, all[place + 1] ?? answer] : [answer];
      if (place % 3 === 2) return [];
      const side = (data: string, mode: string): object => ({ observedContentType: 'text/csv', mode, data, encoding: 'CSV' });
      return [
        JSON.stringify({
          captureData: {
            endpointInput: side(`${pair.map(() => '7').join('\n')}\n`, 'INPUT'),
            endpointOutput: side(`${pair.map(({ score }) => `${Number(score > 0.5)},${1 - score},${score}`).join('\n')}\n`, 'OUTPUT'),
          },
          eventMetadata: {
            eventId: `event-${answer.id}`,
            ...(pair.length === 1 ? { inferenceId: answer.id } : {}),
            inferenceTime: answer.at.toISOString().replace(/\.\d+/, ''),
          },
          eventVersion: '0',
        }),
      ];
    });
    writeFileSync(join(hour, '00-05-111.jsonl'), `${lines.join('\n')}\n`);
  }
  return join(folder, 'captured');
}

/** As ground truth is uploaded for Model Monitor: only the label, in CSV. */
function groundTruth(): string {
  const lines = ANSWERS.flatMap((answer, row) => {
    const place = (row % ROWS) % 3;
    if (place === 2) return [];
    const data = place === 1 ? `${answer.label}\n${ANSWERS[row + 1]?.label ?? ''}` : String(answer.label);
    const eventId = place === 1 ? `event-${answer.id}` : answer.id;
    return [JSON.stringify({ groundTruthData: { data, encoding: 'CSV' }, eventMetadata: { eventId }, eventVersion: '0' })];
  });
  mkdirSync(join(folder, 'truth', '2026', '01', '20', '00'), { recursive: true });
  return written(join('truth', '2026', '01', '20', '00', 'labels.jsonl'), lines);
}

test(
  'captured traffic and ground truth records come together by inference id, else by event id, and say the same as tables',
  async () => {
    const schema = written('schema.json', [
      JSON.stringify({
        version: 1,
        features: [{ name: 'x', type: 'number' }],
        outputs: [
          { name: 'label', type: 'integer', classes: ['ham', 'spam'] },
          { name: 'probabilities', type: 'number', size: 2, classes: ['ham', 'spam'] },
        ],
      }),
    ]);
    const rest = ['--at-least', 'roc_auc=0.75', '--label-delay', '2d', '--as-of', '2026-02-01', '--json'];
    const { code, stdout, stderr } = await quality(captured(), groundTruth(), '--schema', schema, ...rest);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const fromCapture = JSON.parse(stdout) as Document;
    expect(fromCapture.unmatched).toBe(0);
    const tables = await quality(
      answersFile(),
      labelsFile('labels.csv', () => true),
      ...COMMON,
      '--as-of',
      '2026-02-01',
      '--json',
    );
    const metrics = ({ cohorts }: Document): unknown =>
      cohorts.map(({ day, labels, metrics: found, fails }) => ({ day, labels, found, fails }));
    expect(metrics(fromCapture)).toEqual(metrics(JSON.parse(tables.stdout) as Document));
  },
  SLOW,
);

test(
  'labels beside values make a regression, and a row without a time is counted',
  async () => {
    const random = seeded(9);
    const rows = Array.from({ length: 400 }, (_, row) => {
      const label = 10 + 5 * random();
      const day = row < 200 ? '2026-03-01' : '2026-03-02 10:00';
      return JSON.stringify({ time: row === 7 ? null : day, prediction: label + random() - 0.5, label });
    });
    const { code, stdout, stderr } = await quality(written('values.jsonl', rows), '--at-least', 'neg_mean_absolute_error=-0.4', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'good',
      kind: 'regression',
      broken: 1,
      cohorts: [{ answers: 199 }, { answers: 200 }],
    });
    expect(stderr).toContain('1 record could not be read');
  },
  SLOW,
);

test(
  'values of a sensitive segment or group stand in nothing that is said: they are one of 32 bins',
  async () => {
    const schema = written('people.schema.json', [
      JSON.stringify({
        version: 1,
        features: [
          { name: 'region', type: 'string', segment: true, sensitive: true },
          { name: 'sex', type: 'string', sensitive: true },
        ],
        outputs: [{ name: 'score', type: 'number' }],
      }),
    ]);
    const report = join(folder, 'sensitive.html');
    const args = [answersFile(), labelsFile('labels.csv', () => true), ...COMMON, '--schema', schema, '--group', 'sex', '--report', report];
    const { stdout } = await quality(...args, '--json');
    const last = (JSON.parse(stdout) as Document).cohorts.at(-1);
    const names = [...(last?.segments ?? []), ...(last?.bias ?? [])].map(({ value }) => value);
    expect(names).toHaveLength(4);
    for (const name of names) expect(name).toMatch(/^#\d\d$/);
    for (const text of [stdout, readFileSync(report, 'utf8'), (await quality(...args)).stdout]) expect(text).not.toMatch(/north|south/);
  },
  SLOW,
);

test.each([
  [['answers.csv', '--probability', 'chance'], "the answers have no column 'chance', 'label'; they have id"],
  [
    ['answers.csv', 'labels.csv', '--probability', 'score'],
    'labels come by themselves, so each answer needs an id; name its column with --id; they have id, time,',
  ],
  [['answers.csv', '--probability', 'score'], "the answers have no column 'label'; they have id, time, score, region, sex"],
  [['answers.csv', 'labels.csv', '--id', 'id', '--label', 'truth', '--probability', 'score'], "the labels have no column 'truth'; name theirs with --id and --label; they have id, label"], // prettier-ignore
  [['answers.csv', '--at-least', 'roc_auc'], 'give a metric and its least value, as in roc_auc=0.9'],
  [['answers.csv', '--label-delay', '7 days'], 'give a duration such as 30min, 12h or 7d'],
])(
  '%j: exit code 2 says what to do',
  async (args, message) => {
    answersFile();
    labelsFile('labels.csv', () => true);
    const { code, stderr } = await quality(...args.map((arg) => (arg.endsWith('.csv') ? join(folder, arg) : arg)));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  },
  SLOW,
);

test('the page on quality names every option of the verb', () => {
  const verb = readFileSync(join(ROOT, 'bin', 'commands', 'quality.ts'), 'utf8');
  const page = readFileSync(join(ROOT, 'docs', 'quality.md'), 'utf8');
  const options = [...verb.matchAll(/'(?:-\w, )?(--[a-z-]+)[ ']/g)].map(([, name]) => name);
  expect(options.length).toBeGreaterThan(15);
  expect(options.filter((name) => !page.includes(`\`${name ?? ''}`))).toEqual([]);
});
