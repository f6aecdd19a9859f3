/** An archive that this package packed is called by the SHA-256 over names and bytes of what is in it. */
const PACKED = /\/([0-9a-f]{64})(\.tar)?\.gz$/;
const DIGITS_SHOWN = 12;

/** The digest of the model behind a URL; null where its name is none. */
export function digestIn(url: string | null): string | null {
  return PACKED.exec(url ?? '')?.[1] ?? null;
}

/** As people compare digests. */
export function shortDigest(digest: string): string {
  return digest.slice(0, DIGITS_SHOWN);
}
