import { Aspects, BOOTSTRAP_QUALIFIER_CONTEXT, Stack, Stage, Tags, type IAspect } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { EnvironmentProps } from './environment-props.js';

/** The Stage of one environment: its stacks carry the environment's tags, bootstrap qualifier, boundary and protection. */
export class EnvironmentStage extends Stage {
  /** What differs here; stacks take sizes and policies from it. */
  readonly environment: EnvironmentProps;

  constructor(scope: Construct, environment: EnvironmentProps) {
    super(scope, environment.name, environment);
    this.environment = environment;
    if (environment.qualifier !== undefined) this.node.setContext(BOOTSTRAP_QUALIFIER_CONTEXT, environment.qualifier);
    for (const [name, value] of Object.entries(environment.tags ?? {})) Tags.of(this).add(name, value);
    if (environment.terminationProtection === true) Aspects.of(this).add(new TerminationProtection());
  }
}

class TerminationProtection implements IAspect {
  visit(node: IConstruct): void {
    if (Stack.isStack(node)) node.terminationProtection = true;
  }
}
