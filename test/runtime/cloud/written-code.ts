import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import * as slipway from '../../../constructs/index';
import { scratch } from '../assembly/apps';

const ROOT = join(__dirname, '..', '..', '..');
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  noEmit: true,
  noUnusedLocals: true,
  skipLibCheck: true,
  types: ['node'],
  ignoreDeprecations: '6.0',
  paths: { slipway: [join(ROOT, 'constructs/index.ts')] },
};

/** What a compiler says of files that a user would save, each as it stands. */
export function problemsIn(codes: readonly string[]): string[] {
  const files = new Map(codes.map((code, index) => [join(ROOT, `written-${index}.ts`), code]));
  const host = ts.createCompilerHost(OPTIONS);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, version) => {
    const code = files.get(path);
    return code === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, code, version, true);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return [...files.keys()].flatMap((path) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText, start, file }) => {
      const line = file !== undefined && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    }),
  );
}

/** The template of the one stack that the code declares, through all rules. */
export function synthesized(code: string): Template {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 } });
  const near = createRequire(__filename);
  const module = { exports: {} as Record<string, new (scope: App, id: string) => Stack> };
  const load = (name: string): unknown => (name === 'slipway' ? slipway : near(name));
  compileFunction(outputText, ['require', 'module', 'exports'])(load, module, module.exports);
  const [Class] = Object.values(module.exports);
  if (Class === undefined) throw new TypeError('the code exports no stack');
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  const stack = new Class(app, 'Adopted');
  return Template.fromJSON(app.synth().getStackArtifact(stack.artifactId).template as Record<string, unknown>);
}
