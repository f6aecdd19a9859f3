import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

export const ROOT = join(__dirname, '..', '..');

export interface SourceFile {
  /** Relative to the repository, POSIX separators. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  readonly specifier: string;
  /** Path of the imported file in this repository, or undefined for a package. */
  readonly file?: string;
  readonly typeOnly: boolean;
  /** Imported when it is asked for, and not when the file is loaded. */
  readonly lazy: boolean;
}

/** Every TypeScript source below a folder of the repository. */
export function sourcesIn(folder: string): SourceFile[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && !path.includes('/cdk.out/') && !path.includes('/node_modules/'))
    .sort()
    .map(readSource);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const parsed = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found !== undefined) imports.push({ ...found, file: fileOf(path, found.specifier) });
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return { path, text, imports };
}

function importOf(node: ts.Node): { specifier: string; typeOnly: boolean; lazy: boolean } | undefined {
  if (
    (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
    node.moduleSpecifier !== undefined &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeOnly(node), lazy: false };
  }
  if (ts.isCallExpression(node) && node.arguments.length === 1) {
    const [argument] = node.arguments;
    const called = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
    if (called && argument !== undefined && ts.isStringLiteral(argument)) return { specifier: argument.text, typeOnly: false, lazy: true };
  }
  return undefined;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined && named !== undefined && ts.isNamedImports(named) && named.elements.every(({ isTypeOnly: only }) => only)
  );
}

function fileOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const file = posix.normalize(posix.join(dirname(from), specifier));
  const [script, markup] = [file.replace(/\.js$/, '.ts'), file.replace(/\.js$/, '.tsx')];
  return !existsSync(join(ROOT, script)) && existsSync(join(ROOT, markup)) ? markup : script;
}
