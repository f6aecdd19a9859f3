/** SHA-256 in hexadecimal, alone or inside a key, an image tag or an S3 location. */
const ASSET_HASH = /\b[0-9a-f]{64}\b/g;

/** What jest and vitest ask of a snapshot serializer. */
export interface SnapshotSerializer {
  test(value: unknown): boolean;
  print(value: unknown, print: (value: unknown) => string): string;
}

/**
 * Keeps CloudFormation templates readable in snapshots: asset hashes become `<asset 1>`, `<asset 2>` in order of appearance, so that a
 * snapshot changes when the deployment changes and not when only a model's bytes do. For `expect.addSnapshotSerializer`.
 */
export const templateSerializer: SnapshotSerializer = {
  test: (value) => isTemplate(value) && hasHash(value),
  print: (value, print) => print(withoutHashes(value)),
};

function isTemplate(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Resources' in value;
}

function hasHash(value: unknown): boolean {
  return JSON.stringify(value).search(ASSET_HASH) >= 0;
}

function withoutHashes(value: unknown): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(value).replaceAll(ASSET_HASH, (hash) => {
    const name = names.get(hash) ?? `<asset ${names.size + 1}>`;
    names.set(hash, name);
    return name;
  });
  return JSON.parse(text);
}
