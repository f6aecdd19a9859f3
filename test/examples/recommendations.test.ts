import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFilms } from '../../examples/recommendations/films';
import { recommendationsPage } from '../../examples/recommendations/page';
import { featuresOf, PAIR_FEATURES } from '../../examples/recommendations/pairs';
import { bestOf } from '../../examples/recommendations/read';
import { RecommendationsStack } from '../../examples/recommendations/stack';
import { playBatchJob } from '../../runtime/pipeline/declared/play-batch-job';
import { readBatchJobs } from '../../runtime/pipeline/declared/read-batch-jobs';
import { seeded } from '../../runtime/random';
import { startOwnServer } from '../../runtime/platform/own-server';
import { folderObjects } from '../../runtime/platform/transform/objects';
import { readTransformRequest, transformEnvironment } from '../../runtime/platform/transform/request';
import { runTransformJob } from '../../runtime/platform/transform/run-transform';
import { openModel, type LoadedModel } from '../../workloads/scoring/open-model';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'recommendations');
const films = readFilms().slice(0, 1000);

let model: LoadedModel;
beforeAll(async () => {
  model = await openModel(join(EXAMPLE, 'model'));
});
afterAll(() => model.close());

/** The ten best candidates of a film, as the refresh finds them. */
async function bestOfModel(title: string): Promise<string[]> {
  const seen = films.find((film) => film.title === title);
  if (seen === undefined) throw new TypeError(`there is no ${title}`);
  const candidates = films.filter((film) => film !== seen);
  const read = model.reader.readRows(candidates.map((film) => featuresOf(seen, film)));
  if (!read.ok) throw new TypeError('the pairs do not fit the model');
  const [, probabilities] = await model.run(read.block);
  return candidates
    .map((film, row) => ({ title: film.title, score: Number(probabilities.values[2 * row + 1]) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 10)
    .map((each) => each.title);
}

test('the model takes what pairs.ts makes, and answers its golden rows', () => {
  expect(model.schema.features.map(({ name }) => name)).toEqual(Object.keys(PAIR_FEATURES));
  expect(model.goldenRows).toBe(50);
});

test('a film for children brings others, and the next part among them', async () => {
  expect(await bestOfModel('Toy Story')).toEqual(expect.arrayContaining(['Toy Story 2', 'Finding Nemo', 'Monsters, Inc.']));
});

test('films are the best known first, none twice, and none of a year after the data was made', () => {
  expect(films).toHaveLength(1000);
  expect(new Set(films.map(({ title, year }) => `${title} ${year}`)).size).toBe(1000);
  expect(Math.max(...films.map(({ year }) => year))).toBeLessThanOrEqual(2010);
  expect(films.every((film, place) => place === 0 || film.votes <= (films[place - 1]?.votes ?? 0))).toBe(true);
});

test('a pair has the same in common either way round', () => {
  const [one, other] = [films[3], films[700]];
  expect(featuresOf(one, other)).toEqual(featuresOf(other, one));
});

test('the README says what quality.json says', () => {
  const quality = JSON.parse(readFileSync(join(EXAMPLE, 'model', 'quality.json'), 'utf8')) as Record<string, number | number[]>;
  const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8');
  const [low, high] = quality['hit_at_10_interval'] as [number, number];
  for (const line of [
    `10,020 pairs | ${quality['held_out_auc'] as number} |`,
    `${quality['judged_films'] as number} films | ${quality['hit_at_10'] as number} (${low} to ${high}) |`,
    `drawn by chance | ${quality['hit_at_10_by_chance'] as number} |`,
    `the ten best known films | ${quality['hit_at_10_best_known'] as number} |`,
    `of the same genre | ${quality['hit_at_10_same_genre_best_known'] as number} |`,
  ])
    expect(readme).toContain(line);
  expect(quality['held_out_pairs']).toBe(10_020);
});

test('a title cannot end the script of the page', () => {
  const hostile = { ...films[0], title: '</script><script>alert(1)</script>' };
  expect(recommendationsPage([hostile], [[]]).match(/<\/script>/g)).toHaveLength(1);
});

test('the deployment promises the refresh by six, and sends the model what pairs.ts makes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-recommendations-'));
  try {
    const template = Template.fromStack(new RecommendationsStack(new App({ outdir: folder }), 'Recommendations'));
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const definition = JSON.stringify(machine);
    for (const part of ['InputFilter', '$[2:]', '$[0,1,-1]', 'text/csv']) expect(definition).toContain(part);
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpressionTimezone: 'Europe/Berlin' });
    expect(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).length).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the job of the deployment, run here over pairs, gives what the model says of them beside their names', async () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-recommendations-'));
  const { signal } = new AbortController();
  const pairs = films.slice(1, 40).map((film, candidate) => [0, candidate + 1, ...featuresOf(films[0], film)]);
  mkdirSync(join(root, 'data', 'pairs'), { recursive: true });
  writeFileSync(join(root, 'data', 'pairs', 'a.csv'), pairs.map((cells) => `${cells.join(',')}\n`).join(''));
  const job = readTransformRequest({
    TransformJobName: 'nightly',
    ModelName: 'films',
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://data/pairs/' } },
      ContentType: 'text/csv',
      SplitType: 'Line',
    },
    TransformOutput: { S3OutputPath: 's3://data/scored', Accept: 'text/csv', AssembleWith: 'Line' },
    TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
    DataProcessing: { InputFilter: '$[2:]', JoinSource: 'Input', OutputFilter: '$[0,1,-1]' },
  });
  const container = await startOwnServer({
    name: 'primary',
    modelFolder: join(EXAMPLE, 'model'),
    environment: transformEnvironment(job),
    signal,
  });
  try {
    expect(await runTransformJob(job, { container, store: folderObjects(root), signal })).toMatchObject({ status: 'Completed' });
    const read = model.reader.readRows(pairs.map((cells) => cells.slice(2)));
    const [, probabilities] = read.ok ? await model.run(read.block) : [];
    const lines = readFileSync(join(root, 'data', 'scored', 'a.csv.out'), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => line.split(',').map(Number))).toEqual(
      pairs.map(([seen, candidate], row) => [seen, candidate, probabilities?.values[2 * row + 1]]),
    );
  } finally {
    await container.close();
    rmSync(root, { recursive: true, force: true });
  }
});

test('what the declared refresh publishes is read by what its readers call', async () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-recommendations-'));
  try {
    const app = new App({ outdir: join(root, 'cdk.out') });
    // oxlint-disable-next-line no-new -- it declares itself
    new RecommendationsStack(app, 'Recommendations');
    app.synth();
    const [job] = readBatchJobs(app.outdir);
    if (job === undefined) throw new TypeError('no batch deployment was read');
    const local = (uri: string): string => join(root, 'buckets', uri.slice('s3://'.length));
    expect(await bestOf(local(job.settings.output), films[0]?.title ?? '')).toBeUndefined();
    const time = Date.UTC(2026, 2, 2, 3);
    const input = local(job.settings.input.replace('{date}', '2026-03-02'));
    mkdirSync(input, { recursive: true });
    const pairs = films.slice(1).map((film, candidate) => [0, candidate + 1, ...featuresOf(films[0], film)].join(','));
    writeFileSync(join(input, 'pairs.csv'), `${pairs.join('\n')}\n`);
    const { signal } = new AbortController();
    const { pointer } = await playBatchJob(job, { root: join(root, 'buckets'), time, random: seeded(1), signal });
    expect(pointer?.rows).toBe(999);
    const found = await bestOf(local(job.settings.output), films[0]?.title ?? '');
    expect(found?.map(({ title }) => title)).toEqual(await bestOfModel(films[0]?.title ?? ''));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}, 120_000);
