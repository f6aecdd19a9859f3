const DIGITS_SHOWN = 12;
/** How the CDK names the repository of images that it builds. */
const BUILT = /^cdk-[^-]+-container-assets-.*:/;

/** An image as people tell it from others: without its registry, hashes short, `asset 8bdbbe1942bf` of what the CDK built. */
export function imageText(image: string | null): string | null {
  const name = image?.split('/').at(-1);
  if (name === undefined) return null;
  const short = name.replace(
    /(:|@sha256:)([0-9a-f]{64})$/,
    (_all, sign: string, digits: string) => `${sign}${digits.slice(0, DIGITS_SHOWN)}`,
  );
  return short.replace(BUILT, 'asset ');
}
