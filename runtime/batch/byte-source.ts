import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { SlipwayError } from '../../core/errors/index.js';
import type { InputFile } from './input-files.js';

/** Bytes of a file, read at positions that never go back by more than what was read last. */
export interface ByteSource {
  /** Fills `into` from a position on, less only at the end of the file; returns how many bytes. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Bytes of the file that were needed up to a position. */
  consumed(position: number): number;
  close(): Promise<void>;
}

export async function openBytes(file: InputFile): Promise<ByteSource> {
  return file.gzip ? new GzipSource(file) : new FileSource(await open(file.path, 'r'));
}

class FileSource implements ByteSource {
  constructor(private readonly handle: FileHandle) {}

  async read(into: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      const { bytesRead } = await this.handle.read(into, filled, into.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  consumed(position: number): number {
    return position;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** What comes out of a gzip file: read from its beginning, kept from the last position on. */
class GzipSource implements ByteSource {
  private readonly raw;
  private readonly pieces: AsyncIterator<Buffer>;
  private kept: Buffer[] = [];
  /** Position of the first byte that is kept. */
  private start = 0;
  private end = 0;
  private isOver = false;

  constructor(private readonly file: InputFile) {
    this.raw = createReadStream(file.path);
    const unzipped = createGunzip();
    this.raw.once('error', (failure) => unzipped.destroy(failure));
    this.pieces = this.raw.pipe(unzipped)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    await this.fill(position + into.length, position);
    const whole = this.kept.length === 1 ? (this.kept[0] ?? Buffer.alloc(0)) : Buffer.concat(this.kept);
    this.kept = [whole.subarray(Math.max(0, Math.min(whole.length, position - this.start)))];
    this.start = Math.min(position, this.end);
    const [rest = Buffer.alloc(0)] = this.kept;
    return rest.copy(into);
  }

  consumed(): number {
    return this.raw.bytesRead;
  }

  close(): Promise<void> {
    this.raw.destroy();
    return Promise.resolve();
  }

  private async fill(end: number, wanted: number): Promise<void> {
    while (!this.isOver && this.end < end) {
      const { done, value } = await this.next();
      if (done === true) this.isOver = true;
      else {
        this.kept.push(value);
        this.end += value.length;
        // After a restart everything before the position is read, and nothing of it kept.
        if (this.end <= wanted) {
          this.kept = [];
          this.start = this.end;
        }
      }
    }
  }

  private async next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.pieces.next();
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new SlipwayError('batch-input', `it cannot be unpacked: ${said}; is the file whole?`, { source: this.file.path }, { cause });
    }
  }
}
