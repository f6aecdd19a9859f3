import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './sources';

const INDEX = join(ROOT, 'constructs', 'index.ts');
const program = ts.createProgram([INDEX], {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
});
const checker = program.getTypeChecker();
const EXPORTS = exportsOf(INDEX);

interface Member {
  /** `RealtimeOptions.latency`. */
  readonly name: string;
  readonly symbol: ts.Symbol;
  readonly declaration: ts.Declaration;
}

test('what the package exports is what docs/api-exports.txt lists', () => {
  const listed = readFileSync(join(ROOT, 'docs', 'api-exports.txt'), 'utf8')
    .trim()
    .split('\n');
  expect(EXPORTS.map(({ name }) => name).toSorted()).toEqual(listed);
});

test('every exported name is documented', () => {
  expect(EXPORTS.filter(({ symbol }) => textOf(symbol) === '').map(({ name }) => name)).toEqual([]);
});

test('every public member is documented', () => {
  expect(
    members()
      .filter(({ symbol }) => textOf(symbol) === '')
      .map(({ name }) => name),
  ).toEqual([]);
});

test('every optional property states its default', () => {
  const silent = members()
    .filter(
      ({ declaration }) =>
        (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)) && declaration.questionToken !== undefined,
    )
    .filter(({ symbol, declaration }) => inProps(declaration) && !symbol.getJsDocTags(checker).some(({ name }) => name === 'default'));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('every property of an options interface is readonly', () => {
  const writable = members().filter(
    ({ declaration }) =>
      ts.isPropertySignature(declaration) && !(declaration.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword),
  );
  expect(writable.map(({ name }) => name)).toEqual([]);
});

test('nothing public has a type that other languages cannot use', () => {
  const foreign = members().filter(({ declaration }) => typesIn(declaration).some(isForeign));
  expect(foreign.map(({ name }) => name)).toEqual([]);
});

test('nothing but classes, interfaces and enums is exported', () => {
  const dropped = EXPORTS.filter(
    ({ symbol }) => (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.Enum)) === 0,
  );
  expect(dropped.map(({ name }) => name)).toEqual([]);
});

function exportsOf(path: string): { name: string; symbol: ts.Symbol }[] {
  const source = program.getSourceFile(path);
  const module = source && checker.getSymbolAtLocation(source);
  return (module ? checker.getExportsOfModule(module) : []).map((symbol) => ({
    name: symbol.name,
    symbol: (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol),
  }));
}

function members(): Member[] {
  return EXPORTS.flatMap(({ name, symbol }) =>
    (symbol.declarations ?? [])
      .filter(
        (declaration) => ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration) || ts.isEnumDeclaration(declaration),
      )
      .flatMap((declaration) => [...declaration.members] as (ts.ClassElement | ts.TypeElement | ts.EnumMember)[])
      .filter(isPublic)
      .flatMap((declaration) => {
        const member = declaration.name && checker.getSymbolAtLocation(declaration.name);
        return member === undefined ? [] : [{ name: `${name}.${member.name}`, symbol: member, declaration }];
      }),
  );
}

function isPublic(declaration: ts.ClassElement | ts.TypeElement | ts.EnumMember): boolean {
  const hidden =
    ts.canHaveModifiers(declaration) &&
    (ts.getModifiers(declaration) ?? []).some(
      ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword,
    );
  const internal = ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === 'internal');
  const overrides =
    ts.canHaveModifiers(declaration) && (ts.getModifiers(declaration) ?? []).some(({ kind }) => kind === ts.SyntaxKind.OverrideKeyword);
  return !hidden && !internal && !overrides && !ts.isConstructorDeclaration(declaration);
}

function inProps(declaration: ts.Declaration): boolean {
  return ts.isInterfaceDeclaration(declaration.parent);
}

function textOf(symbol: ts.Symbol): string {
  const own = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  return own !== '' || !symbol.getJsDocTags(checker).some(({ name }) => name === 'inheritdoc') ? own : 'inherited';
}

function typesIn(declaration: ts.Declaration): ts.TypeNode[] {
  const found: ts.TypeNode[] = [];
  if ((ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)) && declaration.type) found.push(declaration.type);
  if (ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration)) {
    if (declaration.type) found.push(declaration.type);
    for (const { type } of declaration.parameters) if (type) found.push(type);
  }
  return found;
}

/** jsii takes these without a word, and users of other languages get plain objects. */
function isForeign(type: ts.TypeNode): boolean {
  if (ts.isUnionTypeNode(type))
    return (
      type.types.some((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword) &&
      type.types.filter((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword).length > 1
    );
  return [
    ts.SyntaxKind.AnyKeyword,
    ts.SyntaxKind.UnknownKeyword,
    ts.SyntaxKind.LiteralType,
    ts.SyntaxKind.FunctionType,
    ts.SyntaxKind.TupleType,
    ts.SyntaxKind.MappedType,
  ].includes(type.kind);
}
