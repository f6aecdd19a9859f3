import type { IncomingMessage, ServerResponse } from 'node:http';
import { firstNonFinite, type Predictions } from '../../core/codec/block.js';
import { ByteWriter } from '../../core/codec/byte-writer.js';
import { acceptedFormat, FORMATS, formatOf, type Format } from '../../core/codec/content-type.js';
import type { LoadedModel } from '../scoring/open-model.js';
import { fail, refuseRecords, send } from './answer.js';
import { Batcher, type RunObserver } from './batcher.js';
import { Turns } from './turns.js';

/** A body of more bytes than this is read in a turn of its own: about 0.2 ms of scanning, or 1 ms of JSON.parse. */
const LARGE_BODY = 64 * 1024;

/** A model behind `/invocations`. */
export class Invocations {
  private readonly batcher: Batcher;
  private readonly turns = new Turns();
  private readonly writer = new ByteWriter();

  constructor(
    private readonly model: LoadedModel,
    observe: RunObserver,
  ) {
    this.batcher = new Batcher(model, observe, () => performance.now());
  }

  get waitingRows(): number {
    return this.batcher.waiting;
  }

  /** @returns how many rows were answered */
  async answer(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<number> {
    const { headers } = request;
    const format = formatOf(headers['content-type']);
    if (format === undefined)
      return refuse(response, 415, `content type '${headers['content-type']}' is not accepted; send ${mediaTypes()}`);
    const wanted = acceptedFormat(headers.accept, format);
    if (wanted === undefined) return refuse(response, 406, `none of '${headers.accept}' can be written; ask for ${mediaTypes()}`);
    if (body.length > LARGE_BODY) await this.turns.next();
    const read = this.model.reader.read(body, format);
    if (!read.ok) {
      refuseRecords(response, read.problems);
      return 0;
    }
    const parts = await this.batcher.score(read.block, () => !response.destroyed);
    const broken = brokenRow(parts);
    if (broken !== undefined)
      return refuse(
        response,
        500,
        `the model gave no finite number for row ${broken + 1}; this row needs looking at: its values, or the model`,
      );
    this.write(response, wanted, parts);
    return read.block.rows;
  }

  /** ASCII goes out as a text, which node puts into one buffer with the head. */
  private write(response: ServerResponse, { contentType, encode }: Format, parts: readonly Predictions[]): void {
    const { writer } = this;
    writer.reset();
    encode(writer, parts, this.model.schema);
    const bytes = Buffer.from(writer.bytes.buffer, 0, writer.length);
    if (writer.ascii) send(response, 200, contentType, bytes.toString('latin1'), 'latin1');
    else send(response, 200, contentType, Buffer.from(bytes));
  }
}

function refuse(response: ServerResponse, status: number, error: string): number {
  fail(response, status, error);
  return 0;
}

function brokenRow(parts: readonly Predictions[]): number | undefined {
  let before = 0;
  for (const part of parts) {
    const row = firstNonFinite(part);
    if (row !== undefined) return before + row - part.from;
    before += part.to - part.from;
  }
  return undefined;
}

function mediaTypes(): string {
  return FORMATS.map(({ mediaType }) => mediaType).join(', ');
}
