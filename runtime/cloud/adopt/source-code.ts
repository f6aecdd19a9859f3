/** TypeScript under construction: what it imports, what it says, and what could not be said. */
export class SourceCode {
  private readonly imports = new Map<string, Set<string>>();
  private readonly namespaces = new Map<string, string>();
  private readonly types = new Map<string, Set<string>>();
  /** Why something of the endpoint is not in the code, one sentence each. */
  readonly unsaid: string[] = [];
  private readonly statements: string[] = [];

  /** A name from a module, for use in an expression. */
  name(module: string, name: string): string {
    add(this.imports, module, name);
    return name;
  }

  type(module: string, name: string): string {
    add(this.types, module, name);
    return name;
  }

  /** `import * as s3 from 'aws-cdk-lib/aws-s3'`. */
  namespace(module: string, name: string): string {
    this.namespaces.set(module, name);
    return name;
  }

  /** One of this package's names. */
  own(name: string): string {
    return this.name('slipway', name);
  }

  /** Says that something is missing, once. */
  leaveOut(sentence: string): void {
    if (!this.unsaid.includes(sentence)) this.unsaid.push(sentence);
  }

  /** A statement of the constructor. */
  say(statement: string): void {
    this.statements.push(statement);
  }

  /** The whole file: a stack, and an app that holds it. */
  text({
    className,
    about,
    environment,
  }: {
    readonly className: string;
    readonly about: readonly string[];
    readonly environment: string;
  }): string {
    const stack = this.name('aws-cdk-lib', 'Stack');
    const app = this.name('aws-cdk-lib', 'App');
    const props = this.type('aws-cdk-lib', 'StackProps');
    const construct = this.type('constructs', 'Construct');
    const unsaid = this.unsaid.length === 0 ? [] : ['', 'Not said by this code:', ...this.unsaid.map((sentence) => `- ${sentence}`)];
    return [
      ...this.importLines(),
      '',
      '/**',
      ...[...about, ...unsaid].map((line) => ` * ${inComment(line)}`.trimEnd()),
      ' */',
      `export class ${className} extends ${stack} {`,
      `  constructor(scope: ${construct}, id: string, props: ${props} = {}) {`,
      `    super(scope, id, { env: ${environment}, ...props });`,
      ...this.statements.flatMap((statement) => statement.split('\n').map((line) => `    ${line}`.trimEnd())),
      '  }',
      '}',
      '',
      `new ${className}(new ${app}(), ${quoted(className)});`,
      '',
    ].join('\n');
  }

  private importLines(): string[] {
    const modules = [...new Set([...this.imports.keys(), ...this.types.keys(), ...this.namespaces.keys()])].toSorted((a, b) =>
      a < b ? -1 : 1,
    );
    return modules.flatMap((module) => {
      const from = `from ${quoted(module)};`;
      const names = [...(this.imports.get(module) ?? [])].toSorted();
      const types = [...(this.types.get(module) ?? [])].filter((name) => !names.includes(name)).toSorted();
      const namespace = this.namespaces.get(module);
      const listed = [...names, ...types.map((name) => `type ${name}`)].join(', ');
      return [
        ...(namespace === undefined ? [] : [`import * as ${namespace} ${from}`]),
        ...(names.length > 0 ? [`import { ${listed} } ${from}`] : types.length > 0 ? [`import type { ${types.join(', ')} } ${from}`] : []),
      ];
    });
  }
}

/** A text as a literal. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** An object as a literal over several lines; entries without a value are left out. */
export function literal(entries: readonly (readonly [name: string, expression: string | undefined])[], indent = ''): string {
  const lines = entries.flatMap(([name, expression]) => (expression === undefined ? [] : [`${indent}  ${keyOf(name)}: ${expression},`]));
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

/** The same on one line. */
export function inline(entries: readonly (readonly [name: string, expression: string | undefined])[]): string {
  const parts = entries.flatMap(([name, expression]) =>
    expression === undefined ? [] : [name === expression ? name : `${keyOf(name)}: ${expression}`],
  );
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** Whether an answer of AWS says something by a property: some fill in what nobody gave. */
export function isGiven(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** What comes from an account must not end the comment or the line. */
function inComment(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /');
}

function add(modules: Map<string, Set<string>>, module: string, name: string): void {
  modules.set(module, (modules.get(module) ?? new Set()).add(name));
}
