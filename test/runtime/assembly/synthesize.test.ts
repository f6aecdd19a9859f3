import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../runtime/assembly/synthesize';

const STRICT = '@aws-cdk/core:validateAgainstDefaultRules';
const before = process.env['CDK_VALIDATION'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway synthesize '));
  delete process.env['CDK_VALIDATION'];
});
afterEach(() => {
  if (before === undefined) delete process.env['CDK_VALIDATION'];
  else process.env['CDK_VALIDATION'] = before;
  rmSync(folder, { recursive: true });
});

/** What an app is told, by one that writes it down. */
async function told(
  config: object,
  context: Readonly<Record<string, string>> = {},
): Promise<{ validation?: string; out: string; context: object }> {
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: `"${process.execPath}" app.js`, ...config }));
  writeFileSync(
    join(folder, 'app.js'),
    "const { CDK_VALIDATION: validation, CDK_OUTDIR: out, CDK_CONTEXT_JSON } = process.env; require('node:fs').writeFileSync('told.json', JSON.stringify({ validation, out, context: JSON.parse(CDK_CONTEXT_JSON) }));",
  );
  await synthesize({ directory: folder, context });
  return JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8')) as { validation?: string; out: string; context: object };
}

test('an app is run as the CDK CLI runs it, with the context of cdk.json and of the command', async () => {
  const { out, context } = await told({ output: 'made', context: { a: 1, b: 2 } }, { b: 'two' });
  expect([out, context]).toEqual([join(folder, 'made'), expect.objectContaining({ a: 1, b: 'two', 'aws:cdk:enable-path-metadata': true })]);
});

test('warnings that nobody would see are not worked out, and errors that an app wants are', async () => {
  expect((await told({})).validation).toBe('false');
  expect((await told({ context: { [STRICT]: false } })).validation).toBe('false');
  expect((await told({ context: { [STRICT]: true } })).validation).toBeUndefined();
  expect((await told({}, { [STRICT]: 'true' })).validation).toBeUndefined();
  process.env['CDK_VALIDATION'] = 'true';
  expect((await told({})).validation).toBe('true');
});
