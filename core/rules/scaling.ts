import type { Mode } from '../hosting/mode.js';
import { SCALABLE_TARGET, scaledVariantsOf, variantAt, variantsOfConfig, type DeclaredVariant, type ScaledVariant } from './endpoints.js';
import type { Template } from './rule.js';
import { isSame, itemsOf, objectOf, oncePerTemplate, presentOf, referredBy, resourcesOf, textOf, type Found } from './template.js';

type Properties = Readonly<Record<string, unknown>>;

export const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

/** A scaling policy on a variant of SageMaker. */
export interface DeclaredPolicy {
  readonly policy: Found;
  /** Undefined where the endpoint is not in the template. */
  readonly scaled: Omit<ScaledVariant, 'target'> | undefined;
  readonly tracking: Properties | undefined;
  readonly steps: Properties | undefined;
}

/** Every policy of the template that is about SageMaker. */
export function policiesOf(template: Template): readonly DeclaredPolicy[] {
  return readPolicies(template, POLICY);
}

const readPolicies = oncePerTemplate((template, type) => {
  const scaled = scaledVariantsOf(template);
  const targets = sagemakerTargets(template);
  return resourcesOf(template, type).flatMap((policy): DeclaredPolicy[] => {
    const { properties } = policy;
    // A policy refers to its target, or repeats what the target says.
    const targetId = referredBy(properties['ScalingTargetId']);
    const followed = scaled.find(({ target }) => target.logicalId === targetId) ?? variantAt(template, properties['ResourceId']);
    const ours =
      followed !== undefined ||
      targets.some(({ logicalId }) => logicalId === targetId) ||
      textOf(properties['ServiceNamespace']) === 'sagemaker';
    if (!ours) return [];
    const tracking = objectOf(presentOf(properties['TargetTrackingScalingPolicyConfiguration']));
    const steps = objectOf(presentOf(properties['StepScalingPolicyConfiguration']));
    return [{ policy, scaled: followed, tracking, steps }];
  });
});

/** Scalable targets of SageMaker. */
export function sagemakerTargets(template: Template): Found[] {
  return resourcesOf(template, SCALABLE_TARGET).filter(
    ({ properties }) =>
      textOf(properties['ServiceNamespace']) === 'sagemaker' || textOf(properties['ScalableDimension'])?.startsWith('sagemaker:') === true,
  );
}

/** The policies of a scalable target. */
export function policiesOfTarget(template: Template, target: Found): DeclaredPolicy[] {
  return policiesOf(template).filter(
    ({ policy: { properties } }) =>
      referredBy(properties['ScalingTargetId']) === target.logicalId || isSame(properties['ResourceId'], target.properties['ResourceId']),
  );
}

/** One of `ScheduledActions`, with where it stands. */
export interface DeclaredSchedule {
  readonly target: Found;
  readonly property: string;
  readonly action: Properties;
  /** What it sets; empty where it sets nothing. */
  readonly bounds: Properties;
}

export function schedulesOf(target: Found): DeclaredSchedule[] {
  return itemsOf(target.properties['ScheduledActions']).map(({ index, item }) => ({
    target,
    property: `ScheduledActions.${index}`,
    action: item,
    bounds: objectOf(presentOf(item['ScalableTargetAction'])) ?? {},
  }));
}

/** The variant that is scaled, as the configuration declares it. */
export function declaredVariantOf({ endpoint, variantName }: Omit<ScaledVariant, 'target'>): DeclaredVariant | undefined {
  return endpoint.config === undefined ? undefined : variantsOfConfig(endpoint.config).find(({ name }) => name === variantName);
}

/** A predefined metric of SageMaker: what it is in CloudWatch, and which endpoints publish it. */
export interface Predefined {
  readonly name: string;
  readonly mode: Mode;
}

/** SageMaker Developer Guide, endpoint-auto-scaling-add-code-define; serverless-endpoints-autoscale. */
const PREDEFINED: Readonly<Record<string, Predefined>> = {
  SageMakerVariantInvocationsPerInstance: { name: 'InvocationsPerInstance', mode: 'real-time' },
  SageMakerVariantConcurrentRequestsPerModelHighResolution: { name: 'ConcurrentRequestsPerModel', mode: 'real-time' },
  SageMakerVariantProvisionedConcurrencyUtilization: { name: 'ServerlessProvisionedConcurrencyUtilization', mode: 'serverless' },
};

/** What a tracking policy follows. */
export interface Followed {
  /** Where the name stands. */
  readonly property: string;
  /** As the policy spells it, for people. */
  readonly given: string;
  /** In CloudWatch. */
  readonly name: string;
  /** Of a metric that the policy describes itself. */
  readonly namespace?: string;
  readonly statistic?: string;
  readonly predefined?: Predefined;
}

const TRACKING = 'TargetTrackingScalingPolicyConfiguration';

/** The metric of a tracking policy; undefined where it is unknown, or an expression. */
export function followedBy({ tracking }: Pick<DeclaredPolicy, 'tracking'>): Followed | undefined {
  const type = textOf(objectOf(presentOf(tracking?.['PredefinedMetricSpecification']))?.['PredefinedMetricType']);
  if (type !== undefined) {
    const predefined = Object.hasOwn(PREDEFINED, type) ? PREDEFINED[type] : undefined;
    const property = `${TRACKING}.PredefinedMetricSpecification.PredefinedMetricType`;
    return predefined === undefined ? undefined : { property, given: type, name: predefined.name, predefined };
  }
  const custom = objectOf(presentOf(tracking?.['CustomizedMetricSpecification']));
  const [name, namespace, statistic] = ['MetricName', 'Namespace', 'Statistic'].map((key) => textOf(custom?.[key]));
  return name === undefined || namespace === undefined
    ? undefined
    : {
        property: `${TRACKING}.CustomizedMetricSpecification.MetricName`,
        given: name,
        name,
        namespace,
        ...(statistic === undefined ? {} : { statistic }),
      };
}
