import type { AlarmState } from '../../../core/alarms/index.js';
import type { Mode } from '../../../core/hosting/mode.js';

/** What is declared, what serves, and where the two differ; one JSON document. */
export interface Status {
  readonly version: 1;
  /** When the account was asked. */
  readonly at: string;
  readonly stacks: readonly StackStatus[];
  readonly deployments: readonly DeploymentStatus[];
  /** Alarms of these stacks that name none of these endpoints. */
  readonly otherAlarms: readonly AlarmStatus[];
}

/** Something worth saying; what is wrong decides the exit code. */
export interface Finding {
  readonly kind: FindingKind;
  readonly wrong: boolean;
  /** What is, what was declared, what to do. */
  readonly text: string;
}

export type FindingKind =
  | 'stack-missing'
  | 'stack-state'
  | 'other-account'
  | 'template'
  | 'endpoint-missing'
  | 'endpoint-state'
  | 'other-config'
  | 'variant'
  | 'model'
  | 'image'
  | 'environment'
  | 'instances'
  | 'weight'
  | 'capture'
  | 'scaling'
  | 'alarm-state'
  | 'alarm-missing'
  | 'alarm-drift'
  | 'not-known';

export interface StackStatus {
  /** Construct path. */
  readonly path: string;
  readonly name: string;
  readonly region: string;
  readonly account: string | null;
  /** As CloudFormation says it; null where there is no such stack. */
  readonly state: string | null;
  readonly lastDeployment: LastDeployment | null;
  readonly findings: readonly Finding[];
}

export interface LastDeployment {
  readonly began: string | null;
  readonly ended: string | null;
  readonly rolledBack: boolean;
  /** What failed, in CloudFormation's own words, the first first. */
  readonly failures: readonly { readonly path: string; readonly reason: string }[];
}

export interface DeploymentStatus {
  readonly path: string;
  readonly stack: string;
  readonly mode: Mode;
  readonly endpointName: string;
  /** As SageMaker says it; null where there is no such endpoint. */
  readonly state: string | null;
  readonly since: string | null;
  readonly declared: Declared;
  readonly serving: Serving | null;
  readonly alarms: readonly AlarmStatus[];
  readonly findings: readonly Finding[];
}

export interface Declared<Container extends ContainerView = ContainerView> {
  /** Null where it is made by a deployment that has not been. */
  readonly configName: string | null;
  readonly variants: readonly VariantView<Container>[];
}

export interface Serving<Container extends ContainerView = ContainerView> {
  readonly configName: string;
  readonly variants: readonly ServedVariant<Container>[];
  /** Percent of the requests that are captured; null where none are. */
  readonly capturePercent: number | null;
}

export interface VariantView<Container extends ContainerView = ContainerView> {
  readonly name: string;
  readonly shadow: boolean;
  readonly instanceType: string | null;
  /** `2048 MB, 5 at once` of a serverless variant; null of one on instances. */
  readonly serverless: string | null;
  /** Null where it is not said, as of serverless variants. */
  readonly instances: number | null;
  /** Where the number of instances follows the load. */
  readonly scaling: { readonly min: number; readonly max: number } | null;
  readonly weight: number;
  readonly containers: readonly Container[];
}

export interface ServedVariant<Container extends ContainerView = ContainerView> extends VariantView<Container> {
  /** How many instances SageMaker is on its way to. */
  readonly desiredInstances: number | null;
}

export interface ContainerView {
  readonly image: string | null;
  readonly modelDataUrl: string | null;
  /** SHA-256 of the model's files, where this package packed it. */
  readonly digest: string | null;
}

export interface AlarmStatus {
  readonly path: string;
  readonly name: string;
  readonly kind: 'metric' | 'composite';
  /** Null where the account has no such alarm. */
  readonly state: AlarmState | null;
  readonly since: string | null;
  readonly minutes: number | null;
  /** CloudWatch's own words. */
  readonly reason: string;
  readonly severity: 'page' | 'ticket' | null;
}

/** Everything that is worth saying, with where. */
export function allFindings({ stacks, deployments }: Status): { readonly path: string; readonly finding: Finding }[] {
  return [...stacks, ...deployments].flatMap(({ path, findings }) => findings.map((finding) => ({ path, finding })));
}

/** Whether what serves is not what was declared, or does not fare well. */
export function isWrong(status: Status): boolean {
  return allFindings(status).some(({ finding }) => finding.wrong);
}
