import { createHash } from 'node:crypto';
import type { Predictions } from '../../core/codec/block.js';
import { ByteWriter } from '../../core/codec/byte-writer.js';
import { acceptedFormat, FORMATS, formatOf, type Format } from '../../core/codec/content-type.js';
import { columnOrder } from '../../core/schema/columns.js';
import { SERVED, servedText } from '../../core/service/served.js';
import { Batcher } from '../scoring/batcher.js';
import { brokenRow, brokenRowText } from '../scoring/broken-row.js';
import type { LoadedModel } from '../scoring/open-model.js';
import { readMarked, writeMarked } from './marked.js';
import type { ServerMetrics } from './metrics.js';
import { failure, recordsRefused, type Reply } from './reply.js';
import type { OnBadRecord } from './settings.js';
import { Turns } from './turns.js';

/** A body of more bytes than this is read in a turn of its own: about 0.2 ms of scanning, or 1 ms of JSON.parse. */
const LARGE_BODY = 64 * 1024;
const MEDIA_TYPES = FORMATS.map(({ mediaType }) => mediaType).join(', ');

/** The headers of an invocation that count. */
export interface InvocationHeaders {
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
}

/** A model behind `/invocations`. */
export class Invocations {
  /** What is served, as our own monitor is told. */
  readonly served: string;
  private readonly batcher: Batcher;
  private readonly turns = new Turns();
  private readonly writer = new ByteWriter();

  constructor(
    private readonly model: LoadedModel,
    private readonly metrics: ServerMetrics,
    private readonly onBadRecord: OnBadRecord = 'refuse',
  ) {
    this.batcher = new Batcher(model, metrics.run, () => performance.now());
    const columns = createHash('sha256').update(columnOrder(model.schema)).digest('hex');
    this.served = servedText({ [SERVED.model]: model.digest, [SERVED.columns]: columns });
  }

  get waitingRows(): number {
    return this.batcher.waiting;
  }

  /** @param wanted whether somebody still waits for the answer */
  async answer({ contentType, accept }: InvocationHeaders, body: Uint8Array, wanted: () => boolean): Promise<Reply> {
    const format = formatOf(contentType);
    if (format === undefined) return failure(415, `content type '${contentType}' is not accepted; send ${MEDIA_TYPES}`);
    const asked = acceptedFormat(accept, format);
    if (asked === undefined) return failure(406, `none of '${accept}' can be written; ask for ${MEDIA_TYPES}`);
    if (body.length > LARGE_BODY) await this.turns.next();
    if (this.onBadRecord === 'mark') {
      const marked = await this.mark(format, asked, body, wanted);
      if (marked !== undefined) return marked;
    }
    const read = this.model.reader.read(body, format);
    if (!read.ok) return recordsRefused(read.problems);
    const parts = await this.batcher.score(read.block, wanted);
    const broken = brokenRow(parts);
    if (broken !== undefined) return failure(500, brokenRowText(broken));
    this.metrics.answered(read.block.rows);
    return this.write(asked, parts);
  }

  /** An answer in which what cannot be scored has a marker in its place; undefined where nobody can tell how many records there are. */
  private async mark(format: Format, asked: Format, body: Uint8Array, wanted: () => boolean): Promise<Reply | undefined> {
    const rows = readMarked(body, format, this.model);
    if (rows === undefined || rows.reasons.length === 0) return undefined;
    const parts = rows.block === undefined ? [] : await this.batcher.score(rows.block, wanted);
    if (rows.reasons.every((reason) => reason === undefined) && brokenRow(parts) === undefined) {
      this.metrics.answered(rows.reasons.length);
      return this.write(asked, parts);
    }
    const { writer } = this;
    writer.reset();
    this.metrics.answered(writeMarked(writer, asked, rows, parts, this.model.schema));
    return { status: 200, contentType: asked.contentType, body: Buffer.from(writer.bytes.subarray(0, writer.length)) };
  }

  /** ASCII goes out as a text, which one write takes together with the head. */
  private write({ contentType, encode }: Format, parts: readonly Predictions[]): Reply {
    const { writer } = this;
    writer.reset();
    encode(writer, parts, this.model.schema);
    const bytes = Buffer.from(writer.bytes.buffer, 0, writer.length);
    return { status: 200, contentType, body: writer.ascii ? bytes.toString('latin1') : Buffer.from(bytes) };
  }
}
