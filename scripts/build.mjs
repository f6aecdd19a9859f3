// Builds what the package ships: assets/ (workloads, bundled, one folder each) and dist/ (declarations by tsc; constructs, CLI and
// runtime bundled with their licences, since Node takes longer to find a few hundred files than to read one). `--assets-only` stops after assets/, which is what tests and synthesis need.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, chmodSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const only = process.argv.includes('--assets-only');
const at = (...parts) => join(root, ...parts);

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  absWorkingDir: root,
  logLevel: 'warning',
  legalComments: 'none',
};

/** A workload is a folder with an index.ts, and perhaps files that travel beside the bundle in `files/`. */
const WORKLOADS = [
  // One image serves models and evaluates them.
  {
    name: 'server',
    entry: 'workloads/server/index.ts',
    beside: { evaluate: 'workloads/evaluation/index.ts' },
    external: ['onnxruntime-node'],
  },
  { name: 'drift', entry: 'workloads/drift/index.ts', external: [] },
  { name: 'batch', entry: 'workloads/batch/index.ts', external: ['onnxruntime-node'] },
  { name: 'drift-job', entry: 'workloads/drift-job/index.ts', external: [] },
  { name: 'drift-counter', entry: 'workloads/drift/exact/worker/index.ts', external: [] },
  { name: 'gate', entry: 'workloads/gate/index.ts', external: [] },
  { name: 'steps', entry: 'workloads/steps/index.ts', external: [] },
  { name: 'pack', entry: 'constructs/model/packing/index.ts', external: [] },
  // The thread in which a rehearsal evaluates the expressions of state machines.
  { name: 'jsonata', entry: 'runtime/pipeline/jsonata/worker.ts', external: [] },
  // What runs Node functions on a laptop, each in a process of its own.
  { name: 'lambda', entry: 'runtime/pipeline/lambda/bootstrap.ts', external: [] },
];

for (const workload of WORKLOADS.filter(({ entry }) => existsSync(at(entry)))) {
  const out = at('assets', workload.name);
  rmSync(out, { recursive: true, force: true });
  const result = await build({
    ...COMMON,
    entryPoints: { index: workload.entry, ...workload.beside },
    external: workload.external,
    outdir: out,
    metafile: true,
  });
  const files = join(dirname(at(workload.entry)), 'files');
  if (existsSync(files)) cpSync(files, out, { recursive: true });
  writeLicences(result.metafile, join(out, 'LICENSES.txt'));
}
await buildPage();
// What stands in for other people's containers is run as it is, by the user's own Python.
rmSync(at('assets/standins'), { recursive: true, force: true });
cpSync(at('runtime/platform/standins'), at('assets/standins'), { recursive: true, filter: (path) => !path.includes('__pycache__') });
if (!only) {
  rmSync(at('dist'), { recursive: true, force: true });
  execFileSync(process.execPath, [at('node_modules/@typescript/native/bin/tsc'), '-p', at('tsconfig.build.json')], {
    stdio: 'inherit',
    cwd: root,
  });
  const bundles = [
    // A class that refers to itself would be renamed, and users extend these and read their names in stack traces.
    { entry: 'constructs/index.ts', out: 'dist/constructs/index.js', keepNames: true, sourcesContent: true },
    // Node holds a file from beginning to end, whatever of it runs: help is to read none of the verbs.
    { entry: 'bin/slipway.ts', out: 'dist/bin/slipway.js', beside: ['./commands/index.js'] },
    { entry: 'bin/commands/index.ts', out: 'dist/bin/commands/index.js' },
    { entry: 'runtime/index.ts', out: 'dist/runtime/index.js' },
    { entry: 'testing/index.ts', out: 'dist/testing/index.js' },
    { entry: 'workloads/embedded/index.ts', out: 'dist/workloads/embedded/index.js', sourcesContent: true },
    { entry: 'workloads/results/index.ts', out: 'dist/workloads/results/index.js', sourcesContent: true },
  ].filter(({ entry }) => existsSync(at(entry)));
  const metafile = { inputs: {} };
  // What runs in a user's own process can be read in a debugger; the rest would make the package half as large again.
  for (const { entry, out, keepNames = false, sourcesContent = false, beside = [] } of bundles) {
    const result = await build({
      ...COMMON,
      entryPoints: [entry],
      outfile: at(out),
      keepNames,
      metafile: true,
      sourcemap: true,
      sourcesContent,
      external: [
        'onnxruntime-node',
        '@duckdb/node-api',
        'aws-cdk-lib',
        'constructs',
        '@aws-sdk/*',
        '@aws-cdk/cloudformation-diff',
        ...beside,
      ],
    });
    Object.assign(metafile.inputs, result.metafile.inputs);
    keepOneByte(at(out));
  }
  writeLicences(metafile, at('dist/LICENSES.txt'));
  linkCli();
}

/** The browser code of the report's page. Whoever passes a page on passes it on too, so the licences travel inside. */
async function buildPage() {
  const out = at('assets', 'report');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { outputFiles, metafile } = await build({
    ...COMMON,
    entryPoints: { page: 'runtime/report/page/main.tsx' },
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    tsconfig: 'runtime/report/page/tsconfig.json',
    minify: true,
    write: false,
    outdir: out,
    metafile: true,
  });
  const licences = licencesOf(metafile);
  for (const { path, text } of outputFiles) {
    writeFileSync(path, path.endsWith('.js') ? `/*!\n${licences.replaceAll('*/', '* /')}\n*/\n${text}` : text);
  }
}

/** V8 keeps a text with one byte a character unless there is one beyond Latin-1 in it; those that esbuild leaves stand in comments. */
function keepOneByte(path) {
  const text = readFileSync(path, 'utf8');
  const escaped = text.replace(/[\u0100-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (escaped !== text) writeFileSync(path, escaped);
}

/** The licences of every package whose code was bundled, from esbuild's list of inputs. */
function writeLicences(metafile, path) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, licencesOf(metafile));
}

function licencesOf(metafile) {
  const names = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) names.add(match[1]);
  }
  const texts = [...names]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(at(folder, 'package.json'), 'utf8'));
      const file = readdirSync(at(folder)).find((entry) => /^licen[cs]e/i.test(entry));
      return `${name} ${version} (${license})\n\n${file ? readFileSync(at(folder, file), 'utf8').trim() : ''}\n`;
    });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** npx in this clone finds the CLI without installing anything. */
function linkCli() {
  const target = at('dist/bin/slipway.js');
  const link = at('node_modules/.bin/slipway');
  if (!existsSync(target) || !existsSync(dirname(link))) return;
  chmodSync(target, 0o755);
  rmSync(link, { force: true });
  try {
    symlinkSync('../../dist/bin/slipway.js', link);
  } catch {
    writeFileSync(link, `#!/usr/bin/env node\nrequire('../../dist/bin/slipway.js');\n`, { mode: 0o755 });
  }
}
