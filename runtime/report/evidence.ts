import type { ContainerPlan, Plan, ServicePlan, VariantPlan } from '../plan.js';
import { foundText } from './findings.js';
import type { ModelFolder } from './model-folder.js';
import type { RehearsalReport } from './rehearsal-report.js';
import { sha256 } from './sha256.js';
import { verdictOf } from './verdict.js';

/** What was rehearsed, by its digests, and how it came out: one document that CI can keep and hold against what is deployed later. */
export interface Evidence {
  readonly version: 1;
  /** `slipway 0.1.0`. */
  readonly tool: string;
  readonly seed: number;
  readonly verdict: { readonly passed: boolean; readonly found: string | null };
  /** SHA-256 of each template, as it is in the assembly. */
  readonly templates: readonly { readonly stack: string; readonly sha256: string }[];
  readonly deployments: readonly EvidenceDeployment[];
  /** Each deployment over the environments in which it is declared. */
  readonly promotions: readonly Promotion[];
  /** SHA-256 of every other file in the folder. */
  readonly files: Readonly<Record<string, string>>;
}

export interface EvidenceDeployment {
  readonly path: string;
  readonly environment: string;
  readonly endpointName: string;
  readonly variants: readonly EvidenceVariant[];
}

export interface EvidenceVariant {
  readonly name: string;
  readonly shadow: boolean;
  readonly containers: readonly EvidenceContainer[];
}

/** What serves. Null is what the assembly does not say. */
export interface EvidenceContainer {
  /** SHA-256 over names and bytes of what serves. */
  readonly model: string | null;
  /** Where the model lies instead, where its bytes do not travel with the assembly. */
  readonly modelDataUrl: string | null;
  /** Hash of an image that is built from the assembly, digest or tag of one that is not: the same in every account. */
  readonly image: string | null;
  /** Whether that can be moved to other bytes, as a tag can. */
  readonly imageFixed: boolean;
  /** SHA-256 of schema.json. */
  readonly schema: string | null;
  /** Folder in the evidence with card, schema and known faults. */
  readonly folder: string | null;
}

/** One deployment in several environments. */
export interface Promotion {
  /** Path inside the environment. */
  readonly deployment: string;
  readonly environments: readonly string[];
  /** Whether model, image and schema are the same in all of them. */
  readonly same: boolean;
  /** `staging: image of AllTraffic`; what differs from the first environment. */
  readonly differs: readonly string[];
}

/** Puts evidence together; `files` are added by whoever writes it. */
export function evidenceOf(
  plan: Plan,
  report: RehearsalReport,
  tool: string,
  folderOf: (container: ContainerPlan) => ModelFolder | undefined,
): Omit<Evidence, 'files'> {
  const deployments = plan.services.map((service) => deploymentOf(service, folderOf));
  return {
    version: 1,
    tool,
    seed: report.seed,
    verdict: { passed: verdictOf(report).passed, found: foundText(report) },
    templates: plan.stacks.map(({ path, template }) => ({ stack: path, sha256: sha256(JSON.stringify(template)) })),
    deployments,
    promotions: promotionsOf(deployments),
  };
}

/** What one deployment serves, by digests. */
export function deploymentOf(
  { path, stage, endpointName, variants, shadow }: ServicePlan,
  folderOf: (container: ContainerPlan) => ModelFolder | undefined,
): EvidenceDeployment {
  const variantOf = ({ name, containers }: VariantPlan, isShadow: boolean): EvidenceVariant => ({
    name,
    shadow: isShadow,
    containers: containers.map((container) => containerOf(container, folderOf(container))),
  });
  return {
    path,
    environment: stage,
    endpointName,
    variants: [...variants.map((variant) => variantOf(variant, false)), ...(shadow === undefined ? [] : [variantOf(shadow, true)])],
  };
}

const FIXED = /[:@]((?:sha256:)?[0-9a-f]{64})$/;
const TAG = /:([^:/]+)$/;

function containerOf({ digest, modelDataUrl, image }: ContainerPlan, folder: ModelFolder | undefined): EvidenceContainer {
  // CDK tags what it builds with the hash of what it was built from.
  const fixed = FIXED.exec(image)?.[1];
  const repository = image.slice(image.indexOf('/') + 1);
  return {
    model: digest ?? null,
    modelDataUrl: digest === undefined ? (modelDataUrl ?? null) : null,
    image: fixed ?? (image === '' ? null : TAG.test(image) ? repository : image),
    imageFixed: fixed !== undefined,
    schema: folder?.schema ?? null,
    folder: folder?.name ?? null,
  };
}

/** Deployments that are declared in several environments, and whether they are the same there. */
export function promotionsOf(deployments: readonly EvidenceDeployment[]): Promotion[] {
  const inside = ({ path, environment }: EvidenceDeployment): string =>
    environment !== '' && path.startsWith(`${environment}/`) ? path.slice(environment.length + 1) : path;
  return [...new Set(deployments.map(inside))]
    .map((deployment) => ({ deployment, everywhere: deployments.filter((each) => inside(each) === deployment) }))
    .filter(({ everywhere }) => everywhere.length > 1)
    .map(({ deployment, everywhere }) => {
      const [first, ...others] = everywhere;
      const differs = others.flatMap((other) => (first === undefined ? [] : differencesOf(first, other)));
      return { deployment, environments: everywhere.map(({ environment }) => environment), same: differs.length === 0, differs };
    });
}

function differencesOf(first: EvidenceDeployment, other: EvidenceDeployment): string[] {
  const names = [...new Set([...first.variants, ...other.variants].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [one, two] = [first, other].map(({ variants }) => variants.find((variant) => variant.name === name)?.containers);
    if (one === undefined || two === undefined || one.length !== two.length) return [`${other.environment}: containers of ${name}`];
    return (['model', 'image', 'schema'] as const)
      .filter((what) => one.some((container, index) => container[what] !== two[index]?.[what]))
      .map((what) => `${other.environment}: ${what} of ${name}`);
  });
}
