import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import * as slipway from '../../constructs/index';
import { readPlan } from '../../runtime/assembly/read-plan';
import { deploymentOf, promotionsOf } from '../../runtime/report/evidence';
import { modelFolderOf } from '../../runtime/report/model-folder';

const ROOT = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'slipway-promotion-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Page {
  readonly Delivery: new (app: App) => Stack;
}

/** Runs the page's own code: what it imports as a reader would, this package from here. */
function page(): Page {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs', 'promotion.md'), 'utf8')) ?? [];
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exported: Partial<Page> = {};
  const load = (name: string): unknown => (name === 'slipway' ? slipway : jest.requireActual(name));
  // oxlint-disable-next-line no-new-func, no-implied-eval
  new Function('require', 'exports', outputText)(load, exported);
  return exported as Page;
}

const app = new App({ outdir: join(folder, 'cdk.out') });
const here = process.cwd();
process.chdir(ROOT);
const delivery = new (page().Delivery)(app);
const assembly = app.synth();
process.chdir(here);

test('the pipeline of the page deploys dev, staging and prod in this order, and prod after an approval', () => {
  const [pipeline] = Object.values(Template.fromStack(delivery).findResources('AWS::CodePipeline::Pipeline')) as {
    Properties: { Stages: { Name: string; Actions: { Name: string; RunOrder?: number; ActionTypeId: { Category: string } }[] }[] };
  }[];
  const stages = pipeline?.Properties.Stages ?? [];
  expect(stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'staging', 'prod']);
  const approvals = stages.flatMap(({ Name, Actions }) =>
    Actions.filter(({ ActionTypeId }) => ActionTypeId.Category === 'Approval').map((action) => [Name, action.Name, action.RunOrder]),
  );
  expect(approvals).toEqual([['prod', 'ReadTheEvidence', 1]]);
});

test('every environment of the page has the same model, image and schema, and scales and updates as it says', () => {
  const plan = readPlan(assembly.directory);
  expect(plan.services.map(({ path }) => path)).toEqual(['dev', 'staging', 'prod'].map((name) => `Delivery/${name}/Spam/Filter/Endpoint`));
  const deployments = plan.services.map((service) => deploymentOf(service, modelFolderOf));
  expect(promotionsOf(deployments)).toEqual([
    {
      deployment: 'Spam/Filter/Endpoint',
      environments: ['Delivery/dev', 'Delivery/staging', 'Delivery/prod'],
      same: true,
      differs: [],
    },
  ]);
  expect(deployments[0]?.variants[0]?.containers[0]?.model).toMatch(/^[0-9a-f]{64}$/);
  expect(plan.services.map(({ variants }) => [variants[0]?.instances, variants[0]?.scaling?.max])).toEqual([
    [1, undefined],
    [1, undefined],
    [2, 6],
  ]);
});
