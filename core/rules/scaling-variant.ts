import { scaledVariantsOf, variantsOfConfig, type ScaledVariant } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { declaredVariantOf } from './scaling.js';
import { isAbsent, isWrittenOut, objectOf, textOf } from './template.js';

export const scalingVariant: Rule = {
  id: 'scaling-variant',
  severity: 'error',
  when: 'autoscaling is about a variant that the endpoint does not have, or about a number that it does not have',
  remedy: 'name a variant of the endpoint; instances are DesiredInstanceCount, serverless concurrency is DesiredProvisionedConcurrency',
  source: 'botocore 1.43.107, application-autoscaling, ScalableDimension; SageMaker Developer Guide, serverless-endpoints-autoscale',
  check,
};

const INSTANCES = 'sagemaker:variant:DesiredInstanceCount';
const CONCURRENCY = 'sagemaker:variant:DesiredProvisionedConcurrency';

function check(template: Template): Problem[] {
  return scaledVariantsOf(template).flatMap((scaled) => {
    const message = problemOf(scaled);
    return message === undefined ? [] : [{ logicalId: scaled.target.logicalId, ...message }];
  });
}

function problemOf(scaled: ScaledVariant): Pick<Problem, 'property' | 'message'> | undefined {
  const { target, endpoint, variantName } = scaled;
  const { config } = endpoint;
  const declared = declaredVariantOf(scaled);
  if (config !== undefined && declared === undefined) {
    const names = variantsOfConfig(config).map(({ name }) => name);
    const known = isWrittenOut(config.properties['ProductionVariants']) && names.every((name) => name !== undefined);
    return known
      ? { property: 'ResourceId', message: `the endpoint has no variant '${variantName}'; it has ${names.join(', ')}` }
      : undefined;
  }
  const dimension = textOf(target.properties['ScalableDimension']);
  if (declared === undefined || dimension === undefined) return undefined;
  const serverless = objectOf(declared.variant['ServerlessConfig']);
  if (serverless !== undefined && dimension === INSTANCES)
    return { property: 'ScalableDimension', message: `variant '${variantName}' is serverless and has no instances; scale ${CONCURRENCY}` };
  if (serverless !== undefined && dimension === CONCURRENCY && isAbsent(serverless['ProvisionedConcurrency']))
    return {
      property: 'ScalableDimension',
      message: `variant '${variantName}' has no ProvisionedConcurrency to scale; give it one in its ServerlessConfig`,
    };
  if (serverless === undefined && isAbsent(declared.variant['ServerlessConfig']) && dimension === CONCURRENCY)
    return { property: 'ScalableDimension', message: `variant '${variantName}' runs on instances; scale ${INSTANCES}` };
  return undefined;
}
