import { Token } from 'aws-cdk-lib';
import type { Model } from '../model/model.js';
import { ENDPOINT_LIMITS } from '../../core/limits/index.js';
import { Capacity } from './capacity.js';
import type { InstanceType } from './instance-type.js';
import type { VariantOptions } from './variant-options.js';

/** Defaults of a variant, all in one place. */
const DEFAULTS = Object.freeze({ name: 'AllTraffic', shadowName: 'Shadow', weight: 1, capacity: Capacity.fixed(1) });

/** A variant with every default filled in. */
export interface CompleteVariant {
  readonly model: Model;
  readonly instanceType: InstanceType;
  readonly name: string;
  readonly weight: number;
  readonly capacity: Capacity;
}

export function completeVariant(options: VariantOptions, shadow: boolean = false): CompleteVariant {
  const { name = shadow ? DEFAULTS.shadowName : DEFAULTS.name, weight = DEFAULTS.weight, capacity = DEFAULTS.capacity } = options;
  return { model: options.model, instanceType: options.instanceType, name, weight, capacity };
}

/** Everything that is wrong with the variants of one endpoint; values that only a deployment knows are stepped over. */
export function problemsOfVariants(variants: readonly CompleteVariant[], shadow: CompleteVariant | undefined): string[] {
  const all = shadow === undefined ? variants : [...variants, shadow];
  const names = all.map(({ name }) => name);
  const { variants: most, nameLength, namePattern } = ENDPOINT_LIMITS;
  const weights = variants.map(({ weight }) => weight);
  return [
    ...(variants.length === 0 || variants.length > most ? [`${variants.length} variants are declared; give 1 to ${most}`] : []),
    ...(shadow !== undefined && variants.length > 1 ? [`a shadow stands beside ${variants.length} variants; it needs exactly one`] : []),
    ...[...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
      (name) => `variant '${name}' is declared twice; give each a name of its own`,
    ),
    ...names
      .filter((name) => !Token.isUnresolved(name) && (name.length > nameLength || !namePattern.test(name)))
      .map((name) => `variant name '${name}' is not accepted; use letters, digits and inner hyphens, at most ${nameLength}`),
    ...all
      .filter(({ weight }) => !Token.isUnresolved(weight) && !(weight >= 0))
      .map(({ name, weight }) => `variant '${name}' has weight ${weight}; give 0 or more, and more than 0 to at least one variant`),
    ...(weights.length > 0 && weights.every((weight) => weight === 0)
      ? ['every variant has weight 0, so nobody would answer; give more than 0 to at least one']
      : []),
  ];
}
