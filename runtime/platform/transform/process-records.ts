import { csvRows } from '../../../core/codec/csv-rows.js';
import { csvText } from '../../../core/codec/encode.js';
import { exactText, parseExact } from '../../../core/codec/exact-json.js';
import type { AssumptionLog } from './assumptions.js';
import { select } from './json-path.js';
import type { ProcessedFormat, Processing } from './request.js';

/** Either a value, or why there is none and of which record, counted from 0. */
type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly record: number; readonly message: string };

/** A record of the input as the filters see it. */
export interface ParsedRecord {
  readonly value: unknown;
}

const INPUT = 'SageMakerInput';
const OUTPUT = 'SageMakerOutput';

/** Filters and joins of DataProcessing (Developer Guide, batch-transform-data-processing): input filter, container, join, output filter. */
export class RecordProcessor {
  constructor(
    private readonly processing: Processing,
    private readonly log: AssumptionLog,
  ) {}

  /** What the model sees of a record, as a line or, of JSON, as the whole body. */
  input(
    record: Buffer,
  ): { readonly ok: true; readonly parsed: ParsedRecord; readonly bytes: Buffer } | { readonly ok: false; readonly message: string } {
    const { format, inputFilter } = this.processing;
    const value = parse(record.toString('utf8'), format);
    if (value === undefined) return { ok: false, message: `it is no ${format === 'csv' ? 'row of CSV' : 'JSON'}` };
    const found = select(value, inputFilter, this.log);
    if (!found.ok) return found;
    const text = serialize(found.value, format);
    return { ok: true, parsed: { value }, bytes: Buffer.from(format === 'json' ? text : `${text}\n`) };
  }

  /** Lines of the output for the records of one answer, without line ends. */
  output(records: readonly ParsedRecord[], answer: Buffer): Read<readonly string[]> {
    const { format, join, outputFilter } = this.processing;
    const answers = this.answersOf(answer.toString('utf8'));
    if (answers === undefined) return { ok: false, record: 0, message: `the model's answer is no ${format === 'csv' ? 'CSV' : 'JSON'}` };
    if (answers.length !== records.length)
      return {
        ok: false,
        record: 0,
        message: `the model gave ${answers.length} records for ${records.length}; each needs one of its own, or they cannot be joined`,
      };
    const lines: string[] = [];
    for (const [index, { value }] of records.entries()) {
      const joined = join ? joinOf(value, answers[index], format) : answers[index];
      const found = select(joined, outputFilter, this.log);
      if (!found.ok) return { ok: false, record: index, message: found.message };
      lines.push(serialize(found.value, format));
    }
    return { ok: true, value: lines };
  }

  private answersOf(text: string): unknown[] | undefined {
    const { format } = this.processing;
    if (format === 'csv') {
      const read = csvRows(text);
      return read.ok ? read.rows.filter((cells) => cells.length > 1 || cells[0] !== '') : undefined;
    }
    const texts = format === 'json' ? [text] : text.split('\n').filter((line) => line.trim() !== '');
    const values = texts.map((each) => parse(each, format));
    return values.includes(undefined) ? undefined : values;
  }
}

/** Of CSV the row and then the model's columns; of a record of JSON the record with SageMakerOutput; of anything else both side by side. */
function joinOf(input: unknown, output: unknown, format: ProcessedFormat): unknown {
  if (format === 'csv') return [...(input as unknown[]), ...(output as unknown[])];
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input, [OUTPUT]: output };
  return { [INPUT]: input, [OUTPUT]: output };
}

/** A row of CSV is a list of texts. */
function parse(text: string, format: ProcessedFormat): unknown {
  if (format === 'csv') {
    const read = csvRows(text);
    return read.ok && read.rows.length === 1 ? read.rows[0] : undefined;
  }
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

function serialize(value: unknown, format: ProcessedFormat): string {
  if (format !== 'csv') return exactText(value);
  return [value]
    .flat()
    .map((cell) => csvText(String(cell)))
    .join(',');
}
