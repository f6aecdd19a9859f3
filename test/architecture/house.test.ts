import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sourcesIn, type SourceFile } from './sources';

/** What each folder may import: folders of the house, packages, and node's own modules. A room in a folder may have rules of its own. */
const MAY_IMPORT: Record<string, { folders: readonly string[]; packages: readonly string[]; node: boolean }> = {
  core: { folders: ['core'], packages: [], node: false },
  workloads: { folders: ['workloads', 'core'], packages: ['onnxruntime-node', '@aws-sdk', 'hyparquet'], node: true },
  constructs: { folders: ['constructs', 'core'], packages: ['aws-cdk-lib', 'constructs', 'tar-stream'], node: true },
  runtime: {
    folders: ['runtime', 'core', 'workloads'],
    packages: ['croner', 'zod', '@aws-sdk', '@smithy', '@aws-cdk/cloudformation-diff', '@duckdb', 'jsonata', 'asl-validator'],
    node: true,
  },
  // Browser code: bundled into assets/report/, and nobody's import. It draws what the report's pure files say.
  'runtime/report/page': { folders: ['runtime/report/page', 'runtime/report', 'core'], packages: ['preact', 'uplot'], node: false },
  testing: { folders: ['testing', 'runtime', 'core'], packages: ['aws-cdk-lib', 'constructs'], node: true },
  lib: { folders: ['lib', 'constructs'], packages: ['aws-cdk-lib', 'constructs'], node: true },
  bin: {
    folders: ['bin', 'lib', 'runtime', 'core', 'constructs'],
    packages: ['aws-cdk-lib', 'commander', 'picocolors', '@aws-sdk'],
    node: true,
  },
};
/** Rooms whose outsiders come in by the front door only. */
const FRONT_DOORS: Record<string, string> = {
  'bin>runtime': 'runtime/index.ts',
  'testing>runtime': 'runtime/index.ts',
  'lib>constructs': 'constructs/index.ts',
};

const SOURCES = Object.keys(MAY_IMPORT)
  .filter((room) => !room.includes('/'))
  .flatMap(sourcesIn);

test('every import goes the way the house allows', () => {
  expect(SOURCES.flatMap(wrongImports)).toEqual([]);
});

test('every relative import names a file that is there', () => {
  const missing = SOURCES.flatMap(({ path, imports }) =>
    imports.filter(({ file }) => file !== undefined && !existsSync(join(ROOT, file))).map(({ specifier }) => `${path}: ${specifier}`),
  );
  expect(missing).toEqual([]);
});

test("inside a folder nobody imports that folder's index", () => {
  const through = SOURCES.flatMap(({ path, imports }) =>
    imports
      .filter(({ file }) => file !== undefined && file === `${topOf(path)}/index.ts` && topOf(path) === topOf(file))
      .map(({ file }) => `${path} imports ${file}`),
  );
  expect(through).toEqual([]);
});

test('no imports go round in a circle', () => {
  expect(cycles(SOURCES)).toEqual([]);
});

test.each([
  ['a plain Error', /\bthrow new Error\(/, ['core', 'workloads', 'constructs', 'runtime', 'lib', 'testing', 'bin']],
  ['the console', /\bconsole\.\w+\(/, ['core', 'workloads', 'constructs', 'runtime', 'lib', 'testing']],
  ['time or chance from the air', /\b(Date\.now|Math\.random)\(|\bnew Date\(\)/, ['core', 'workloads', 'constructs', 'lib', 'testing']],
])('nobody uses %s where it does not belong', (_what, pattern, folders) => {
  const found = SOURCES.filter(({ path, text }) => folders.includes(topOf(path)) && pattern.test(text)).map(({ path }) => path);
  expect(found).toEqual([]);
});

test('only runtime/clock.ts and runtime/random.ts know the time and the dice', () => {
  const found = SOURCES.filter(
    ({ path, text }) => topOf(path) === 'runtime' && /\b(Date\.now|Math\.random)\(|\bnew Date\(\)/.test(text),
  ).map(({ path }) => path);
  expect(found.filter((path) => path !== 'runtime/clock.ts' && path !== 'runtime/random.ts')).toEqual([]);
});

/** Packages that are not bundled and that a user may lack: asked for where they are needed, with the command that installs them. */
const MAY_BE_MISSING = ['@aws-sdk', '@aws-cdk/cloudformation-diff', '@duckdb', 'onnxruntime-node'];

test('what is loaded when the CLI or the runtime starts imports no package that a user may lack', () => {
  const loaded = loadedWith('bin/slipway.ts', 'bin/commands/index.ts', 'runtime/index.ts');
  const found = SOURCES.filter(({ path }) => loaded.has(path)).flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier, typeOnly, lazy }) => !typeOnly && !lazy && MAY_BE_MISSING.some((name) => specifier.startsWith(name)))
      .map(({ specifier }) => `${path}: ${specifier}`),
  );
  expect(found).toEqual([]);
});

test('the CLI loads the table of verbs alone before one is asked for', () => {
  const loaded = [...loadedWith('bin/slipway.ts')].toSorted((a, b) => (a < b ? -1 : 1));
  expect(loaded).toEqual(['bin/exit.ts', 'bin/slipway.ts', 'bin/verbs.ts', 'package.json']);
});

/** Files that are there once some are loaded, and nothing more was asked for. */
function loadedWith(...paths: readonly string[]): ReadonlySet<string> {
  const byPath = new Map(SOURCES.map((source) => [source.path, source]));
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { file, typeOnly, lazy } of byPath.get(path)?.imports ?? []) if (file !== undefined && !typeOnly && !lazy) load(file);
  };
  for (const path of paths) load(path);
  return loaded;
}

function topOf(path: string): string {
  return path.split('/', 1)[0] ?? '';
}

/** The room with rules of its own that a file lies in, else its folder. */
function roomOf(path: string): string {
  return Object.keys(MAY_IMPORT).find((room) => room.includes('/') && path.startsWith(`${room}/`)) ?? topOf(path);
}

function wrongImports({ path, imports }: SourceFile): string[] {
  const from = roomOf(path);
  const rule = MAY_IMPORT[from];
  if (rule === undefined) return [];
  return imports.flatMap(({ specifier, file }) => {
    if (file === 'package.json') return [];
    if (file !== undefined) {
      const to = roomOf(file);
      const door = FRONT_DOORS[`${from}>${to}`];
      if (!rule.folders.some((folder) => folder === to || (from.includes('/') && file.startsWith(`${folder}/`))))
        return [`${path} imports ${file}: '${from}' may import only ${rule.folders.join(', ')}`];
      return door !== undefined && file !== door ? [`${path} imports ${file}: come in by ${door}`] : [];
    }
    const isNode = specifier.startsWith('node:');
    const allowed = isNode ? rule.node : rule.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
    return allowed
      ? []
      : [
          `${path} imports ${specifier}: '${from}' may import only ${[...rule.packages, ...(rule.node ? ['node:*'] : [])].join(', ') || 'nothing'}`,
        ];
  });
}

/** Circles of run-time imports, each as `a -> b -> a`. */
function cycles(sources: readonly SourceFile[]): string[] {
  const edges = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ typeOnly, file }) => !typeOnly && file !== undefined).map(({ file }) => file ?? ''),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      found.push([...trail.slice(start), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return found;
}
