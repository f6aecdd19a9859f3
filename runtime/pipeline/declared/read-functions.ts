import type { ReadStack } from '../../assembly/stacks.js';
import { record, text } from '../../assembly/values.js';
import type { FunctionSpec } from '../lambda/function-spec.js';

const FUNCTION = 'AWS::Lambda::Function';

/** The functions of a stack that a definition names, with the code that will be uploaded. */
export function readFunctions(stack: ReadStack, definition: string): FunctionSpec[] {
  return allFunctions(stack).filter(({ arn }) => definition.includes(`"${arn}"`));
}

/** All functions of a stack whose code the assembly holds. */
export function allFunctions(stack: ReadStack): FunctionSpec[] {
  return stack.scope.resources(FUNCTION).flatMap(({ logicalId }) => functionOf(stack, logicalId));
}

function functionOf({ scope, assets }: ReadStack, logicalId: string): FunctionSpec[] {
  const properties = scope.properties(logicalId);
  const arn = scope.attribute(logicalId, 'Arn');
  const key = text(record(properties['Code'])?.['S3Key']);
  const code = key === undefined ? undefined : assets.fileByKey(key);
  if (typeof arn !== 'string' || code === undefined) return [];
  const variables = Object.entries(record(record(properties['Environment'])?.['Variables']) ?? {});
  const { Timeout: timeout, MemorySize: memory } = properties;
  return [
    {
      name: String(scope.nameOf(logicalId)),
      arn,
      code,
      runtime: text(properties['Runtime']) ?? '',
      handler: text(properties['Handler']) ?? '',
      ...(typeof timeout === 'number' ? { timeoutSeconds: timeout } : {}),
      ...(typeof memory === 'number' ? { memoryMb: memory } : {}),
      environment: Object.fromEntries(variables.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
    },
  ];
}
