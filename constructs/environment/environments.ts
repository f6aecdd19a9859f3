import { existsSync, readFileSync } from 'node:fs';
import { Annotations, Token, type App } from 'aws-cdk-lib';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import { callerOutside } from '../place.js';
import type { EnvironmentProps } from './environment-props.js';

/** Context key that chooses one environment: `cdk synth -c env=prod`. */
const ENVIRONMENT_CONTEXT = 'env';
/** Accounts that AWS's own documentation uses as examples; nobody can deploy there. */
const PLACEHOLDER_ACCOUNTS = [
  '000000000000',
  '111111111111',
  '111122223333',
  '123456789012',
  '444455556666',
  '777788889999',
  '999999999999',
];
const NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

/** The environments of an app, in the order in which a model is promoted through them. */
export class Environments {
  /**
   * Collects the environments; all that is missing in any of them is said at once.
   *
   * @param environments one per account and region
   */
  static of(...environments: EnvironmentProps[]): Environments {
    return new Environments(environments, callerOutside());
  }

  private constructor(
    private readonly environments: EnvironmentProps[],
    private readonly declaredAt: string | undefined,
  ) {
    throwProblems('environment-incomplete', problemsOf(environments), { source: declaredAt });
  }

  /**
   * The environment named by `-c env=<name>`, or all of them.
   *
   * Without a choice every environment is synthesized, so that one run of the checks sees every template.
   *
   * @param app the app that carries the context
   */
  selected(app: App): EnvironmentProps[] {
    const chosen: unknown = app.node.tryGetContext(ENVIRONMENT_CONTEXT);
    const selected = chosen === undefined ? this.environments : this.environments.filter(({ name }) => name === chosen);
    if (selected.length === 0) {
      const names = this.environments.map(({ name }) => name).join(', ');
      throw new SlipwayError(
        'environment-unknown',
        `there is no environment '${String(chosen)}'; give -c env= one of ${names}, or leave it out for all`,
        {
          source: this.declaredAt,
        },
      );
    }
    for (const environment of selected) this.warnOfPlaceholder(app, environment);
    return selected;
  }

  private warnOfPlaceholder(app: App, { name, env }: EnvironmentProps): void {
    if (env?.account === undefined || Token.isUnresolved(env.account) || !PLACEHOLDER_ACCOUNTS.includes(env.account)) return;
    const where = this.lineOf(env.account);
    Annotations.of(app).addWarningV2(
      `slipway:placeholder-account:${name}`,
      `environment '${name}' has the example account ${env.account}: it synthesizes, but nobody can deploy there; put your own in its env.account${where}`,
    );
  }

  /** The line in which the account is written, as ` (lib/environments.ts:6)`: in the file that declares the environments, else where that is. */
  private lineOf(account: string): string {
    if (this.declaredAt === undefined) return '';
    const file = this.declaredAt.replace(/:\d+$/, '');
    const line = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .findIndex((text) => text.includes(account))
      : -1;
    return line < 0 ? ` (${this.declaredAt})` : ` (${file}:${line + 1})`;
  }
}

function problemsOf(environments: EnvironmentProps[]): string[] {
  const names = environments.map(({ name }) => name);
  return [
    ...(environments.length === 0 ? ['no environment is declared; give Environments.of at least one'] : []),
    ...new Set(
      names
        .filter((name, index) => names.indexOf(name) !== index)
        .map((name) => `environment '${name}' is declared twice; give each a name of its own`),
    ),
    ...environments.flatMap(problemsOfOne),
  ];
}

function problemsOfOne({ name, env, currentAccount = false, terminationProtection = false }: EnvironmentProps): string[] {
  const problems: string[] = [];
  if (!NAME.test(name))
    problems.push(`environment name '${name}' is not accepted; use letters, digits and hyphens, starting with a letter`);
  if (env?.region === undefined) problems.push(`environment '${name}' has no region; give env: { region: 'eu-central-1' }`);
  if (env?.account === undefined && !currentAccount) {
    problems.push(
      `environment '${name}' has no account; give env: { account: '…' }, or currentAccount: true for an environment of one's own`,
    );
  }
  if (env?.account !== undefined && currentAccount)
    problems.push(`environment '${name}' has both an account and currentAccount; give one of them`);
  if (currentAccount && terminationProtection) {
    problems.push(
      `environment '${name}' is protected from deletion but takes whatever account is logged in; give it an account of its own`,
    );
  }
  if (env?.account !== undefined && !Token.isUnresolved(env.account) && !/^\d{12}$/.test(env.account)) {
    problems.push(`environment '${name}' has account '${env.account}'; an account has twelve digits`);
  }
  return problems;
}
