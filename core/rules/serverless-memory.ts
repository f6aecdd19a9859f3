import { SERVERLESS_LIMITS } from '../limits/index.js';
import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf, objectOf } from './template.js';

export const serverlessMemory: Rule = {
  id: 'serverless-memory',
  severity: 'error',
  when: 'memory or concurrency of a serverless variant is not one that exists',
  remedy: 'give one of the sizes that the message lists',
  source: 'botocore 1.43.107, sagemaker, ProductionVariantServerlessConfig; SageMaker Developer Guide, serverless-endpoints',
  check,
};

function check(template: Template): Problem[] {
  const { memoryMiB, maxConcurrency } = SERVERLESS_LIMITS;
  return variantsOf(template).flatMap(({ config, property, variant }) => {
    const serverless = objectOf(variant['ServerlessConfig']);
    if (serverless === undefined) return [];
    const memory = numberOf(serverless['MemorySizeInMB']);
    const concurrency = numberOf(serverless['MaxConcurrency']);
    const problem = (key: string, message: string): Problem => ({
      logicalId: config.logicalId,
      property: `${property}.ServerlessConfig.${key}`,
      message,
    });
    return [
      ...(memory !== undefined && !memoryMiB.some((each) => each === memory)
        ? [problem('MemorySizeInMB', `${memory} MB of memory do not exist; give ${memoryMiB.join(', ')}`)]
        : []),
      ...(concurrency !== undefined && !(concurrency >= maxConcurrency.min && concurrency <= maxConcurrency.max)
        ? [problem('MaxConcurrency', `concurrency ${concurrency} is not accepted; give ${maxConcurrency.min} to ${maxConcurrency.max}`)]
        : []),
    ];
  });
}
