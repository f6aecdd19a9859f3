import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node', 'jest'],
  ignoreDeprecations: '6.0',
  paths: {
    slipway: [join(ROOT, 'constructs/index.ts')],
    'slipway/runtime': [join(ROOT, 'runtime/index.ts')],
    'slipway/testing': [join(ROOT, 'testing/index.ts')],
    'slipway/embedded': [join(ROOT, 'workloads/embedded/index.ts')],
    'slipway/results': [join(ROOT, 'workloads/results/index.ts')],
  },
};

interface Snippet {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

const SNIPPETS = PAGES.flatMap(snippetsOf);

test('the pages hold TypeScript to compile', () => {
  expect(SNIPPETS.length).toBeGreaterThan(0);
});

test('every TypeScript block of README and docs compiles as it stands', () => {
  const files = new Map(SNIPPETS.map((snippet, index) => [join(ROOT, `snippet-${index}.ts`), snippet]));
  const host = ts.createCompilerHost(OPTIONS);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, version) => {
    const snippet = files.get(path);
    return snippet === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, `${snippet.code}\nexport {};\n`, version, true);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  const problems = [...files].flatMap(([path, { page, line }]) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText, start, file }) => {
      const inside = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
      return `${page}:${line + inside + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    }),
  );
  expect(problems).toEqual([]);
}, 60_000);

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => ({
    page,
    code: match[1] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));
}
