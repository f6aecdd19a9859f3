import type { ContainerView, ServedVariant, VariantView } from './report.js';

/** A container with what is compared and never shown: the values of an environment may be secret. */
export interface ContainerDefinition extends ContainerView {
  readonly environment: Readonly<Record<string, string>>;
}

export type VariantDefinition = VariantView<ContainerDefinition>;
export type ServedDefinition = ServedVariant<ContainerDefinition>;

/** Variants as a report may show them. */
export function shown<Variant extends VariantDefinition>(
  variants: readonly Variant[],
): (Omit<Variant, 'containers'> & { readonly containers: readonly ContainerView[] })[] {
  return variants.map((variant) => ({
    ...variant,
    containers: variant.containers.map(({ image, modelDataUrl, digest }) => ({ image, modelDataUrl, digest })),
  }));
}
