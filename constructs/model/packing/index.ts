import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';

interface Order {
  /** Archive to write; it appears under this name only when it is whole. */
  readonly archive: string;
  readonly files: readonly { readonly path: string; readonly name: string; readonly bytes: number }[];
}

/** Weights hardly compress, and synthesis should not wait for the attempt. */
const COMPRESSION_LEVEL = 1;
const FILE_MODE = 0o644;

/** Packs the files that the order names into a tar.gz, streaming, with neither times nor owners in it. */
async function main(order: Order): Promise<void> {
  const unfinished = `${order.archive}.${process.pid}.part`;
  const tar = pack();
  try {
    await Promise.all([fill(tar, order), pipeline(tar, createGzip({ level: COMPRESSION_LEVEL }), createWriteStream(unfinished))]);
    renameSync(unfinished, order.archive);
  } catch (failure) {
    rmSync(unfinished, { force: true });
    throw failure;
  }
}

async function fill(tar: Pack, { files }: Order): Promise<void> {
  for (const { path, name, bytes } of files) {
    await pipeline(createReadStream(path), tar.entry({ name, size: bytes, mode: FILE_MODE, mtime: new Date(0) }));
  }
  tar.finalize();
}

void main(JSON.parse(process.argv[2] ?? '{}') as Order).catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = 1;
});
