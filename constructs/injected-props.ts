import { PropertyInjectors } from 'aws-cdk-lib';
import { Node, type Construct } from 'constructs';

/**
 * Props as an organisation's property injector has them, from the nearest scope that has one for this class; else as they are. CDK does the
 * same for its own constructs with a decorator that it does not export.
 */
export function injectedProps<T>(scope: Construct, id: string, uniqueId: string, props: T): T {
  for (const ancestor of Node.of(scope).scopes.toReversed()) {
    if (!PropertyInjectors.hasPropertyInjectors(ancestor)) continue;
    const injector = PropertyInjectors.of(ancestor).for(uniqueId);
    if (injector !== undefined) return injector.inject(props, { scope, id }) as T;
  }
  return props;
}
