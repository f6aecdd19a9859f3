import { Annotations, Duration, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { CfnEndpoint, CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import { ENDPOINT_LIMITS } from '../../core/limits/index.js';
import { SERVICE_METADATA } from '../../core/service/entry.js';
import { injectedProps } from '../injected-props.js';
import { Release } from '../release/release.js';
import { Rollback } from '../release/rollback.js';
import { validateStackOf } from '../validation/validate-stack.js';
import type { CapturedRecords } from './captured-records.js';
import { DataCapture } from './data-capture.js';
import { DeclaredVariant } from './declared-variant.js';
import { EndpointBase } from './endpoint-base.js';
import { endpointNameOf } from './endpoint-name.js';
import { makeEndpointRole } from './execution-role.js';
import { HostingMode } from './hosting-mode.js';
import { InstanceType } from './instance-type.js';
import type { ServiceVariant } from './model-service.js';
import { networkOf } from './network.js';
import type { EndpointAttributes, RealtimeEndpointProps } from './realtime-endpoint-props.js';
import { scaleVariant } from './scale-variant.js';
import { serviceEntry } from './service-entry.js';
import type { ServicePromise } from './service-promise.js';
import { completeVariant, problemsOfVariants, type CompleteVariant } from './variant.js';

/** As SageMaker's Python SDK does it. */
const DEFAULT_CAPTURE_PERCENT = 20;
const DEFAULT_VARIANT = 'AllTraffic';
const DEFAULT_RELEASE = Release.allAtOnce(Duration.minutes(10));

/** An endpoint that answers within 60 s, on instances that are always there. */
export class RealtimeEndpoint extends EndpointBase {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.hosting.RealtimeEndpoint';

  /**
   * An endpoint that was made elsewhere; alarms, dashboards and grants take it like one's own. Its variant is `AllTraffic`.
   *
   * @param scope where the import belongs
   * @param id id in that scope
   * @param endpointName its name, as it is: case matters
   */
  static fromEndpointName(scope: Construct, id: string, endpointName: string): EndpointBase {
    return new ImportedEndpoint(scope, id, { endpointName });
  }

  /**
   * An endpoint that was made elsewhere, with what is known of it.
   *
   * @param scope where the import belongs
   * @param id id in that scope
   * @param attributes name, variant, instances
   */
  static fromEndpointAttributes(scope: Construct, id: string, attributes: EndpointAttributes): EndpointBase {
    return new ImportedEndpoint(scope, id, attributes);
  }

  readonly mode: HostingMode = HostingMode.REALTIME;
  readonly variants: ServiceVariant[];
  readonly serviceName: string;
  readonly endpointName: string;
  /** What SageMaker acts as on behalf of the containers. */
  readonly role: iam.IRole;
  readonly promised: ServicePromise;
  readonly captured?: CapturedRecords;
  private readonly rollback: Rollback | undefined;

  constructor(scope: Construct, id: string, props: RealtimeEndpointProps) {
    super(scope, id);
    const given = injectedProps(scope, id, RealtimeEndpoint.PROPERTY_INJECTION_ID, props);
    const variants = given.variants.map((variant) => completeVariant(variant));
    const shadow = given.shadow === undefined ? undefined : completeVariant(given.shadow, true);
    this.serviceName = given.endpointName ?? endpointNameOf(this, id);
    throwProblems('endpoint-props', [...problemsOfVariants(variants, shadow), ...problemsOfName(this.serviceName)], {
      path: this.node.path,
    });
    this.role = given.role ?? makeEndpointRole(this, this.serviceName);
    const network = networkOf(this, given, this.role);
    const declare = (variant: CompleteVariant): DeclaredVariant =>
      new DeclaredVariant(this, variant, this.role, network, given.networkIsolation);
    const production = variants.map(declare);
    const shadows = shadow === undefined ? [] : [declare(shadow)];
    this.variants = production.map((variant) => variant.watched());

    const capture = (given.capture ?? DataCapture.sample(DEFAULT_CAPTURE_PERCENT))._bind(this, this.role);
    this.captured = capture?.records;
    const config = new CfnEndpointConfig(this, 'Config', {
      productionVariants: production.map((variant) => variant.property()),
      ...(shadows.length === 0 ? {} : { shadowProductionVariants: shadows.map((variant) => variant.property()) }),
      dataCaptureConfig: capture?.property,
      kmsKeyId: given.encryptionKey?.keyArn,
    });
    // An override, since older releases of aws-cdk-lib that the peer range admits do not know the property.
    config.addPropertyOverride('MetricsConfig', { EnableDetailedObservability: given.detailedObservability ?? false });
    config.node.addDependency(this.role);

    const endpoint = this.declareEndpoint(config, variants);
    this.endpointName = endpoint.attrEndpointName;
    this.promised = { latency: given.latency, traffic: given.traffic };
    for (const variant of variants) scaleVariant(this, endpoint, variant);
    for (const variant of production) this.warnOfSlowModel(variant);
    const guardrails = (given.release ?? DEFAULT_RELEASE)._bind(this);
    this.rollback = guardrails === undefined ? undefined : new Rollback(this, guardrails, this.role);
    this.rollback?.addStandard(this, config.attrEndpointConfigName);
    this.rollback?.applyTo(endpoint);
    this.node.addMetadata(SERVICE_METADATA, serviceEntry(this.promised, endpoint, [...production, ...shadows]), {
      stackTrace: true,
      traceFromFunction: RealtimeEndpoint,
    });
    validateStackOf(this);
  }

  /**
   * Lets more alarms stop an update while it bakes; ten in all. Each has to see the new fleet alone (dimension `EndpointConfigName`) and to go
   * off within the bake, or synthesis refuses it.
   *
   * Refuses where the release has no guardrails.
   *
   * @param alarms on the new fleet
   */
  rollbackOn(...alarms: cloudwatch.IAlarm[]): void {
    if (this.rollback === undefined) {
      throw new SlipwayError(
        'release',
        'nothing stops an update of this endpoint, since its release has no guardrails; give it one that bakes',
        {
          path: this.node.path,
        },
      );
    }
    this.rollback.add(...alarms);
  }

  /** By what was measured on another machine, and without waiting: a warning, and no more. */
  private warnOfSlowModel({ measuredP99, options: { name } }: DeclaredVariant): void {
    const { latency } = this.promised;
    if (latency === undefined || measuredP99 === undefined || measuredP99 <= latency.toMilliseconds()) return;
    Annotations.of(this).addWarningV2(
      'slipway:slower-than-promised',
      `ninety-nine of a hundred answers of variant '${name}' took ${measuredP99} ms where it was measured, and ${latency.toMilliseconds()} ms are promised; promise what it can keep, or look for what can: slipway plan MODEL --latency …`,
    );
  }

  private declareEndpoint(config: CfnEndpointConfig, variants: readonly CompleteVariant[]): CfnEndpoint {
    const scaled = variants.filter(({ capacity }) => capacity.scaling !== undefined);
    return new CfnEndpoint(this, 'Resource', {
      endpointName: this.serviceName,
      endpointConfigName: config.attrEndpointConfigName,
      // Autoscaling owns the count, code owns the weight: an update keeps the first and never the second.
      ...(scaled.length === 0
        ? {}
        : { retainAllVariantProperties: true, excludeRetainedVariantProperties: [{ variantPropertyType: 'DesiredWeight' }] }),
    });
  }
}

class ImportedEndpoint extends EndpointBase {
  readonly mode: HostingMode = HostingMode.REALTIME;
  readonly variants: ServiceVariant[];
  readonly serviceName: string;
  readonly endpointName: string;
  readonly promised: ServicePromise = {};
  readonly captured?: CapturedRecords;

  constructor(
    scope: Construct,
    id: string,
    { endpointName, variantName = DEFAULT_VARIANT, instanceTypeName, minimumInstances, captured }: EndpointAttributes,
  ) {
    super(scope, id);
    if (!Token.isUnresolved(endpointName)) throwProblems('endpoint-props', problemsOfName(endpointName), { path: this.node.path });
    this.endpointName = endpointName;
    this.serviceName = endpointName;
    this.captured = captured;
    this.variants = [
      { variantName, minimumInstances, ...(instanceTypeName === undefined ? {} : { instanceType: InstanceType.of(instanceTypeName) }) },
    ];
  }
}

function problemsOfName(name: string): string[] {
  const { nameLength, namePattern } = ENDPOINT_LIMITS;
  if (Token.isUnresolved(name) || (name.length <= nameLength && namePattern.test(name))) return [];
  return [`endpoint name '${name}' is not accepted; use letters, digits and inner hyphens, at most ${nameLength}`];
}
