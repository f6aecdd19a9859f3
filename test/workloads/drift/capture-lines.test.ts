import fc from 'fast-check';
import { RowKernel } from '../../../core/codec/kernel/row-kernel';
import type { Batch } from '../../../core/drift/table/batch';
import { numberIn } from '../../../core/drift/table/cells';
import { EVENT } from '../../../workloads/drift/capture-record';
import type { BrokenRecord, CapturedExchange } from '../../../workloads/drift/read-options';
import type { TableSource } from '../../../workloads/drift/source';
import { readSource } from '../../../workloads/drift/read-table';

const INPUTS = ['a', 'b', 'c'];
const OUTPUTS = ['score', 'label'];

interface Read {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly broken: readonly BrokenRecord[];
  readonly exchanges: readonly CapturedExchange[];
}

function sourceOf(read: TableSource['read']): TableSource {
  return { name: 'capture.jsonl', read, open: () => Promise.reject(new TypeError('it is read from the front')) };
}

/** Everything that comes out of a file that arrives in chunks of a size. */
async function readAll(file: string, chunk: number, isNumeric: boolean, events: boolean): Promise<Read> {
  const bytes = Buffer.from(file);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const broken: BrokenRecord[] = [];
  const exchanges: CapturedExchange[] = [];
  const rows: Record<string, unknown>[] = [];
  const options = {
    inputs: INPUTS,
    outputs: OUTPUTS,
    events,
    ...(isNumeric ? { numeric: new Set([...INPUTS, ...OUTPUTS]) } : {}),
    onBroken: (record: BrokenRecord) => broken.push(record),
    takes: (exchange: CapturedExchange) => {
      exchanges.push(exchange);
      return Number.isNaN(exchange.at) || new Date(exchange.at).getUTCSeconds() !== 3;
    },
  };
  for await (const batch of readSource(sourceOf(chunks), options)) rows.push(...rowsOf(batch));
  return { rows, broken, exchanges };
}

/** As numbers, what is no event: that is what the columns are read for. */
function rowsOf({ rows, columns }: Batch): Record<string, unknown>[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      [...columns]
        .map(([name, cells]): [string, unknown] => [name, name === EVENT.id || name === EVENT.time ? cells[row] : numberIn(cells[row])])
        .filter(([, cell]) => cell !== undefined),
    ),
  );
}

const number = fc.oneof(
  fc.float({ noNaN: true, min: -99, max: 99 }).map((value) => String(Number(value.toPrecision(6)))),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const odd = fc.constantFrom('', 'NaN', 'text', ' 1', '+1', '"1"', '007', '1.', '1,2', 'é');
const cells = (width: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ weight: 30, arbitrary: number }, { weight: 1, arbitrary: odd }), { minLength: width, maxLength: width })
    .map((each) => each.join());

const usual = fc
  .record({ input: cells(3), output: cells(2), second: fc.nat({ max: 5 }), id: fc.oneof(fc.uuid(), fc.constantFrom('é"', '1')) })
  .map(({ input, output, second, id }) => ({
    captureData: {
      endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: input, encoding: 'CSV' },
      endpointOutput: { observedContentType: 'text/csv; charset=utf-8', mode: 'OUTPUT', data: `${output}\n`, encoding: 'CSV' },
    },
    eventMetadata: { eventId: id, inferenceTime: `2026-01-05T10:00:0${second}Z` },
    eventVersion: '0',
  }));
type Capture = typeof usual extends fc.Arbitrary<infer Each> ? Each : never;
const edited = fc
  .tuple(usual, fc.constantFrom('attributes', 'two rows', 'base64', 'input alone', 'no time', 'no data', 'numbers'))
  .map(([record, how]) => editOf(record, how));

function editOf(record: Capture, how: string): unknown {
  const { captureData, eventMetadata } = record;
  const { endpointInput } = captureData;
  if (how === 'attributes') return { ...record, eventMetadata: { ...eventMetadata, customAttributes: ['golden=1'] } };
  if (how === 'two rows') return { ...record, captureData: { endpointInput: { ...endpointInput, data: `${endpointInput.data}\n1,2,3` } } };
  if (how === 'base64')
    return {
      ...record,
      captureData: { endpointInput: { ...endpointInput, data: Buffer.from(endpointInput.data).toString('base64'), encoding: 'BASE64' } },
    };
  if (how === 'numbers') return { ...record, eventMetadata: { eventId: 12345, inferenceTime: 12345 } };
  if (how === 'input alone') return { ...record, captureData: { endpointInput } };
  return how === 'no time' ? { ...record, eventMetadata: { eventId: eventMetadata.eventId } } : { ...record, captureData: {} };
}

const lines = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: usual.map((record) => JSON.stringify(record)) },
    { weight: 1, arbitrary: edited.map((record) => JSON.stringify(record)) },
    { weight: 1, arbitrary: fc.constantFrom('', ' ', '{"a":1,"b":2,"c":3}', '[1,2,3]', 'no JSON', '{"captureData":') },
  ),
  { minLength: 12, maxLength: 60 },
);

test('captured exchanges are read from their bytes as they are read from their texts, however the file arrives', async () => {
  let rows = 0;
  const scan = jest.spyOn(RowKernel.prototype, 'scan');
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 3000 }), fc.boolean(), fc.boolean(), async (drawn, chunk, isWhole, hasMark) => {
      const file = `${hasMark ? '\ufeff' : ''}${drawn.join('\n')}${isWhole ? '\n' : ''}`;
      const expected = await readAll(file, file.length + 10, false, false);
      expect(await readAll(file, chunk, true, false)).toEqual(expected);
      rows += expected.rows.length;
    }),
    { numRuns: 200 },
  );
  expect(rows).toBeGreaterThan(1000);
  // It did read something.
  expect(scan.mock.calls.some(([, start], call) => Number(scan.mock.results[call]?.value) > start)).toBe(true);
});

test.each([
  ['a time that is a number', '1,2,3', '"eventId":"e1","inferenceTime":12345'],
  ['an id that is a number', '1,2,3', '"eventId":12345,"inferenceTime":"2026-01-05T10:00:01Z"'],
  ['an inference id that is none', '1,2,3', '"eventId":"e1","inferenceTime":"2026-01-05T10:00:01Z","inferenceId":5'],
  [
    'a text that another one is spelled like',
    String.raw`4\u002c5,6`,
    '"eventId":"e1","inferenceTime":"2026-01-05T10:00:01Z","customAttributes":["4,5,6"]',
  ],
])('%s is read as it is from the text', async (_, data, metadata) => {
  const record = (asked: string, about: string): string =>
    `{"captureData":{"endpointInput":{"data":"${asked}","encoding":"CSV"},"endpointOutput":{"data":"0.5,1","encoding":"CSV"}},"eventMetadata":{${about}}}\n`;
  const usually = record('1,2,3', '"eventId":"e1","inferenceTime":"2026-01-05T10:00:01Z"');
  const odd = record(data, metadata);
  const like = odd.replace('4,5,6', '7,8,9');
  for (const lines of [[usually, odd, like, usually], Array.from({ length: 8 }, () => odd), [odd, like, like, odd, like, like]]) {
    const file = lines.join('');
    for (const events of [false, true])
      expect(await readAll(file, file.length, true, events)).toEqual(await readAll(file, file.length, false, events));
  }
});

test('batches are as long as they are without it', async () => {
  const record = (index: number): string =>
    `{"captureData":{"endpointInput":{"data":"1,${index},3","encoding":"CSV"},"endpointOutput":{"data":"0.5,1","encoding":"CSV"}},"eventMetadata":{"eventId":"e${index}","inferenceTime":"2026-01-05T10:00:00Z"}}\n`;
  const file = Buffer.from(Array.from({ length: 10_000 }, (_, index) => record(index)).join(''));
  const sizes: number[] = [];
  const options = { inputs: INPUTS, outputs: OUTPUTS, numeric: new Set([...INPUTS, ...OUTPUTS]), onBroken: (): void => undefined };
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield file;
  }
  for await (const { rows } of readSource(sourceOf(whole), options)) sizes.push(rows);
  expect(sizes).toEqual([4096, 4096, 1808]);
});

test('lines that are known give the rows that they give where they are read', async () => {
  const line = (id: string, second: number, rows: string): string =>
    JSON.stringify({
      captureData: { endpointInput: { data: rows, encoding: 'CSV' }, endpointOutput: { data: '0.5,1\n0.25,0', encoding: 'CSV' } },
      eventMetadata: { eventId: id, inferenceTime: `2026-01-05T10:00:0${second}Z` },
    });
  const text = Buffer.from(
    [line('x', 1, '1,2,3\n4,5,6'), line('y', 3, '7,8,9'), line('z', 1, '1,2'), line('x', 1, '1,2,3\n4,5,6')].join('\n'),
  );
  const known: NonNullable<TableSource['known']> = new Map();
  const read = async (source: TableSource, seconds: readonly number[]): Promise<{ rows: unknown; broken: readonly BrokenRecord[] }> => {
    const broken: BrokenRecord[] = [];
    const takes = ({ at }: CapturedExchange): boolean => seconds.includes(new Date(at).getUTCSeconds());
    const options = { inputs: INPUTS, outputs: OUTPUTS, events: true, takes, onBroken: (record: BrokenRecord) => broken.push(record) };
    const rows: unknown[] = [];
    for await (const batch of readSource(source, options)) rows.push(...rowsOf(batch));
    return { rows, broken };
  };
  const source = sourceOf(async function* () {
    yield text;
  });
  for (const seconds of [[1], [1, 3], [3], [1, 3]]) expect(await read({ ...source, known }, seconds)).toEqual(await read(source, seconds));
  expect([...known.keys()].map((each) => (JSON.parse(each) as Capture).eventMetadata.eventId)).toEqual(['x', 'y', 'z']);
});
