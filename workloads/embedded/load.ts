import { predictionRecord, type Predictions, type RowBlock } from '../../core/codec/block.js';
import { problemText } from '../../core/codec/problem.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { Batcher } from '../scoring/batcher.js';
import { brokenRow, brokenRowText } from '../scoring/broken-row.js';
import { openModel, type LoadedModel } from '../scoring/open-model.js';
import { refuseOtherSchema } from './schema-check.js';
import type { EmbeddedModel, LoadOptions, OutputOf } from './types.js';

/**
 * Opens a model in this process and checks it against its golden rows.
 *
 * @param path a folder that holds the model (with `schema.json` and `samples/golden.jsonl`, as far as there are), or the file alone: an ONNX
 * graph, a model of XGBoost (.ubj, .json) or of LightGBM (.txt). Trees need no other package; other graphs need onnxruntime-node
 * @param options the schema as the program knows it
 */
export async function load<const Schema extends ModelSchema = ModelSchema>(
  path: string,
  { schema }: LoadOptions<Schema> = {},
): Promise<EmbeddedModel<Schema>> {
  const model = await openModel(path);
  if (schema !== undefined) {
    try {
      refuseOtherSchema(schema, model.schema, path);
    } catch (mismatch) {
      await model.close();
      throw mismatch;
    }
  }
  return new Embedded<Schema>(model);
}

class Embedded<Schema extends ModelSchema> implements EmbeddedModel<Schema> {
  private readonly batcher: Batcher;

  constructor(private readonly model: LoadedModel) {
    this.batcher = new Batcher(
      model,
      () => undefined,
      () => performance.now(),
    );
  }

  get schema(): ModelSchema {
    return this.model.schema;
  }

  get engine(): 'trees' | 'onnxruntime' {
    return this.model.kind;
  }

  get digest(): string {
    return this.model.digest;
  }

  get goldenRows(): number {
    return this.model.goldenRows;
  }

  async predict(rows: readonly unknown[]): Promise<OutputOf<Schema>[]> {
    if (rows.length === 0) return [];
    const parts = await this.batcher.score(this.read(rows), () => true);
    return this.recordsOf(parts);
  }

  predictOne(row: unknown): OutputOf<Schema> {
    const { runSync } = this.model;
    if (runSync === undefined) {
      throw new SlipwayError('not-synchronous', 'this model runs on onnxruntime, which answers later; use await predict([row])');
    }
    const [record] = this.recordsOf([{ outputs: runSync(this.read([row])), from: 0, to: 1 }]);
    return record;
  }

  close(): Promise<void> {
    return this.model.close();
  }

  private read(rows: readonly unknown[]): RowBlock {
    const read = this.model.reader.readRows(rows);
    if (read.ok) return read.block;
    throw new SlipwayError('record-invalid', read.problems.map(problemText).join('; '));
  }

  private recordsOf(parts: readonly Predictions[]): OutputOf<Schema>[] {
    const broken = brokenRow(parts);
    if (broken !== undefined) throw new SlipwayError('no-finite-answer', brokenRowText(broken));
    return parts.flatMap(({ outputs, from, to }) =>
      Array.from({ length: to - from }, (_, at) => predictionRecord(outputs, from + at, this.model.schema) as OutputOf<Schema>),
    );
  }
}
