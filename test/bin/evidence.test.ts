import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hosting, InstanceType, Model, ModelDeployment, Traffic } from '../../constructs/index';
import type { Evidence } from '../../runtime/report/evidence';
import { Program, ROOT } from './run';

const SLIPWAY = 'bin/slipway.ts';
const MODEL = join(ROOT, 'examples', 'spam-filter', 'model');
const SLOW = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'slipway evidence '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same deployment in dev, staging and prod; staging may have another model. */
function assembly(name: string, staging: string = MODEL): string {
  const outdir = join(folder, name);
  const app = new App({ outdir });
  for (const [environment, model] of Object.entries({ dev: MODEL, staging, prod: MODEL })) {
    new ModelDeployment(new Stack(new Stage(app, environment), 'Spam'), 'Filter', {
      model: Model.fromDirectory(model),
      hosting: Hosting.realtime({
        instanceType: InstanceType.M5_LARGE,
        latency: Duration.millis(100),
        traffic: Traffic.promised({ perMinute: 60, quietestPerMinute: 6 }),
      }),
    });
  }
  app.synth();
  return outdir;
}

async function rehearsed(app: string, evidence: string): Promise<Program> {
  const options = ['--faults', 'error-burst', '--days', '1', '--profile', `${app}.json`];
  const program = Program.start(SLIPWAY, ['rehearse', '--app', app, ...options, '--evidence', evidence]);
  await program.exit();
  return program;
}

function documentIn(directory: string): Evidence {
  return JSON.parse(readFileSync(join(directory, 'evidence.json'), 'utf8')) as Evidence;
}

test(
  'one folder holds what was rehearsed and how it came out: report, card, digests by environment; twice the same bytes',
  async () => {
    const app = assembly('same');
    const kept = join(folder, 'kept');
    const program = await rehearsed(app, kept);
    expect(program.stderr).toBe('');
    expect(program.stdout).toContain('evidence  ');
    const evidence = documentIn(kept);
    expect(evidence).toMatchObject({ version: 1, seed: 1, verdict: { passed: true, found: null } });
    expect(evidence.tool).toMatch(/^slipway \d/);
    expect(evidence.promotions).toEqual([
      { deployment: 'Spam/Filter/Endpoint', environments: ['dev', 'staging', 'prod'], same: true, differs: [] },
    ]);
    const [container] = evidence.deployments[0]?.variants[0]?.containers ?? [];
    expect(container).toEqual({
      model: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      modelDataUrl: null,
      image: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      imageFixed: true,
      schema: createHash('sha256')
        .update(readFileSync(join(MODEL, 'schema.json')))
        .digest('hex'),
      folder: `models/${container?.model?.slice(0, 12) ?? ''}`,
    });
    // One model, though three environments have it.
    expect(readdirSync(join(kept, 'models'))).toHaveLength(1);
    expect(readFileSync(join(kept, container?.folder ?? '', 'card.json'))).toEqual(readFileSync(join(MODEL, 'card.json')));
    expect(Object.keys(evidence.files)).toEqual([
      `${container?.folder}/card.json`,
      `${container?.folder}/samples/known-faults.jsonl`,
      `${container?.folder}/schema.json`,
      'rehearsal/index.html',
      'rehearsal/report.json',
    ]);
    for (const [name, digest] of Object.entries(evidence.files))
      expect(
        createHash('sha256')
          .update(readFileSync(join(kept, name)))
          .digest('hex'),
      ).toBe(digest);

    const again = join(folder, 'again');
    await rehearsed(app, again);
    expect(readFileSync(join(again, 'evidence.json'), 'utf8')).toBe(readFileSync(join(kept, 'evidence.json'), 'utf8'));
  },
  SLOW,
);

test(
  'a model that is another in one environment is said, and earlier evidence is replaced',
  async () => {
    const other = join(folder, 'other-model');
    cpSync(MODEL, other, { recursive: true });
    writeFileSync(
      join(other, 'samples', 'golden.jsonl'),
      readFileSync(join(MODEL, 'samples', 'golden.jsonl'), 'utf8')
        .split('\n')
        .slice(0, 30)
        .join('\n'),
    );
    const kept = join(folder, 'replaced');
    mkdirSync(join(kept, 'models', 'old'), { recursive: true });
    writeFileSync(join(kept, 'evidence.json'), '{}');
    const program = await rehearsed(assembly('differs', other), kept);
    expect(program.stdout).toContain('Spam/Filter/Endpoint is not the same in dev, staging, prod: staging: model of AllTraffic');
    expect(documentIn(kept).promotions[0]).toMatchObject({ same: false, differs: ['staging: model of AllTraffic'] });
    expect(existsSync(join(kept, 'models', 'old'))).toBe(false);
    expect(readdirSync(join(kept, 'models'))).toHaveLength(2);
  },
  SLOW,
);

test('fails when the folder holds something else, before anything is run', async () => {
  const holiday = join(folder, 'holiday');
  mkdirSync(holiday);
  writeFileSync(join(holiday, 'photo.jpg'), '');
  const program = await rehearsed(folder, holiday);
  expect(program.stderr).toContain('holds photo.jpg and no evidence.json; give an empty folder');
  expect(readdirSync(holiday)).toEqual(['photo.jpg']);
});
