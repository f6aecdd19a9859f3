import { Names, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createHash } from 'node:crypto';
import { ENDPOINT_LIMITS } from '../../core/limits/index.js';

const HASH_LENGTH = 8;

/**
 * The name of an endpoint, known at synthesis: `<stack>-<id>`. Alarms use it literally, since an endpoint that names its rollback alarms and
 * alarms that name their endpoint would otherwise refer to each other in a circle.
 */
export function endpointNameOf(scope: Construct, id: string): string {
  const { stackName } = Stack.of(scope);
  if (Token.isUnresolved(stackName)) return Names.uniqueResourceName(scope, { maxLength: ENDPOINT_LIMITS.nameLength, separator: '-' });
  const name = `${stackName}-${id}`.replaceAll(/[^a-zA-Z0-9-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  if (name.length <= ENDPOINT_LIMITS.nameLength) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, ENDPOINT_LIMITS.nameLength - HASH_LENGTH - 1).replace(/-+$/, '')}-${hash}`;
}
