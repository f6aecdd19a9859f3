import type { VariantDefinition } from '../status/definition.js';
import { shortDigest } from '../status/digest.js';
import type { ContainerView } from '../status/report.js';
import type { Change, DeploymentDiff } from './report.js';

/** What differs between the variants of two configurations, variant by variant. */
export function variantChanges(
  before: readonly VariantDefinition[],
  after: readonly VariantDefinition[],
  retained: DeploymentDiff['retained'],
): Change[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [ours, theirs] = [before, after].map((variants) => variants.find((variant) => variant.name === name));
    if (ours !== undefined && theirs !== undefined) return changesOf(ours, theirs, retained);
    const what = (ours ?? theirs)?.shadow === true ? 'shadow variant' : 'variant';
    return [{ what, variant: name, before: shortText(ours), after: shortText(theirs), note: null }];
  });
}

function changesOf(before: VariantDefinition, after: VariantDefinition, retained: DeploymentDiff['retained']): Change[] {
  const change = (what: string, left: string | null, right: string | null, note: string | null = null): Change[] =>
    left === right ? [] : [{ what, variant: after.name, before: left, after: right, note }];
  const keeps = (kind: 'instances' | 'weights'): string | null =>
    retained.includes(kind) ? 'an update keeps what serves; this counts for a new endpoint alone' : null;
  const count = Math.max(before.containers.length, after.containers.length);
  const containers = Array.from({ length: count }, (_, index): Change[] => {
    const [ours, theirs] = [before.containers[index], after.containers[index]];
    const of = count > 1 ? ` of container ${index + 1}` : '';
    const environment = [...new Set([...Object.keys(ours?.environment ?? {}), ...Object.keys(theirs?.environment ?? {})])]
      .filter((name) => ours?.environment[name] !== theirs?.environment[name])
      .join(', ');
    return [
      ...change(`model${of}`, modelText(ours), modelText(theirs)),
      ...change(`image${of}`, ours?.image ?? null, theirs?.image ?? null),
      // Values may be secret.
      ...(environment === '' ? [] : [{ what: `environment${of}`, variant: after.name, before: null, after: null, note: environment }]),
    ];
  }).flat();
  return [
    ...containers,
    ...change('instance type', before.instanceType, after.instanceType),
    ...change('serverless', before.serverless, after.serverless),
    ...change('instances', numberText(before.instances), numberText(after.instances), keeps('instances')),
    ...change('weight', String(before.weight), String(after.weight), keeps('weights')),
    ...change('scaling', boundsText(before), boundsText(after)),
  ];
}

function modelText(container: ContainerView | undefined): string | null {
  return container === undefined ? null : container.digest === null ? container.modelDataUrl : shortDigest(container.digest);
}

function shortText(variant: VariantDefinition | undefined): string | null {
  if (variant === undefined) return null;
  return `${variant.containers.map(modelText).join(', ')} on ${variant.serverless ?? `${variant.instances ?? 'no'} × ${variant.instanceType ?? 'no instance type'}`}, weight ${variant.weight}`;
}

function boundsText({ scaling }: VariantDefinition): string | null {
  return scaling === null ? null : `${scaling.min} to ${scaling.max} instances`;
}

function numberText(value: number | null): string | null {
  return value === null ? null : String(value);
}
