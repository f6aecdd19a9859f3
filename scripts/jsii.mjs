// Stages core/, constructs/ and assets/ into dist/jsii with a package.json of its own and compiles them with jsii, so that the public
// surface of the constructs stays usable from Python, Java, C# and Go. In place it would fail: every entry of `dependencies` has to be a
// jsii module, and only what is staged may be imported.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stage = join(root, 'dist', 'jsii');
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** What a user of another language has beside the package itself. */
const AVAILABLE = ['aws-cdk-lib', 'constructs'];

rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
for (const folder of ['core', 'constructs', 'assets']) cpSync(join(root, folder), join(stage, folder), { recursive: true });
// The packer is a program of its own, bundled in assets/; it is started, never imported.
rmSync(join(stage, 'constructs', 'model', 'packing'), { recursive: true, force: true });
refuseStrangers();
symlinkSync(join(root, 'node_modules'), join(stage, 'node_modules'), 'dir');
writeFileSync(join(stage, 'README.md'), '# Slipway\n');
writeFileSync(join(stage, 'package.json'), JSON.stringify(stagedPackage(), null, 2));
const { status, error } = spawnSync(process.execPath, [join(root, 'node_modules/jsii/bin/jsii'), '--silence-warnings=reserved-word'], {
  cwd: stage,
  stdio: 'inherit',
});
if (error) throw error;
if (status === 0) {
  const assembly = existsSync(join(stage, '.jsii')) ? JSON.parse(readFileSync(join(stage, '.jsii'), 'utf8')) : undefined;
  process.stdout.write(`jsii: ${Object.keys(assembly?.types ?? {}).length} public types compile for other languages\n`);
}
process.exitCode = status ?? 1;

function stagedPackage() {
  return {
    name: own.name,
    version: own.version,
    description: own.description,
    license: own.license,
    author: { name: 'Slipway authors' },
    repository: { type: 'git', url: 'https://example.com/slipway.git' },
    main: 'constructs/index.js',
    types: 'constructs/index.d.ts',
    stability: 'experimental',
    jsii: {
      outdir: 'dist',
      targets: { python: { distName: 'slipway', module: 'slipway' } },
      tsc: { target: 'ES2022', module: 'node16' },
      excludeTypescript: ['assets/**'],
    },
    peerDependencies: Object.fromEntries(AVAILABLE.map((name) => [name, own.peerDependencies[name]])),
    devDependencies: Object.fromEntries(AVAILABLE.map((name) => [name, own.devDependencies[name]])),
  };
}

/** jsii resolves whatever lies in node_modules without a word; a Python user would have none of it. */
function refuseStrangers() {
  const strangers = [];
  for (const name of readdirSync(stage, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.startsWith('assets')) continue;
    for (const [, specifier] of readFileSync(join(stage, name), 'utf8').matchAll(/\bfrom '([^'.][^']*)'/g)) {
      const known =
        specifier.startsWith('node:') || AVAILABLE.some((allowed) => specifier === allowed || specifier.startsWith(`${allowed}/`));
      if (!known) strangers.push(`${name} imports ${specifier}`);
    }
  }
  if (strangers.length === 0) return;
  process.stderr.write(`users of other languages have none of these packages:\n  ${strangers.join('\n  ')}\n`);
  process.exit(1);
}
