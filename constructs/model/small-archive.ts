import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { ModelFile } from './model-files.js';

/** Up to here a model is packed in this process: to start another takes longer than the packing. */
const MOST_BYTES = 16 << 20;
/** A name of the original header; longer ones, and those beyond ASCII, need an extended one. */
const PLAIN_NAME = /^[\x20-\x7e]{1,100}$/;

const BLOCK = 512;
const COMPRESSION_LEVEL = 1;

/** Whether `writeSmallArchive` can take the files; others go to the child process, which streams. */
export function isSmall(files: readonly ModelFile[]): boolean {
  return files.every(({ name }) => PLAIN_NAME.test(name)) && files.reduce((sum, { bytes }) => sum + bytes, 0) <= MOST_BYTES;
}

/**
 * Writes files as tar.gz, with neither times nor owners in it: byte for byte the tar that the child process writes. The archive appears
 * under its name only when it is whole.
 */
export function writeSmallArchive(archive: string, files: readonly ModelFile[]): void {
  const parts = files.flatMap(({ path, name }) => {
    const content = readFileSync(path);
    return [headerOf(name, content.length), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
  });
  const unfinished = `${archive}.${process.pid}.part`;
  writeFileSync(unfinished, gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: COMPRESSION_LEVEL }));
  renameSync(unfinished, archive);
}

/** POSIX.1-1988 (ustar), https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, "ustar Interchange Format". */
function headerOf(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  header.write(name, 0);
  header.write(`${octal(0o644, 6)} `, 100);
  header.write(`${octal(0, 6)} `, 108);
  header.write(`${octal(0, 6)} `, 116);
  header.write(`${octal(bytes, 11)} `, 124);
  header.write(`${octal(0, 11)} `, 136);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(`${octal(0, 6)} `, 329);
  header.write(`${octal(0, 6)} `, 337);
  // The sum counts its own field as blanks.
  const sum = header.reduce((total, byte) => total + byte, 8 * 0x20);
  header.write(`${octal(sum, 6)} `, 148);
  return header;
}
