import { S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Pointer } from '../../../core/batch/run';
import { S3Server } from '../../../runtime/pipeline/s3/s3-server';
import { openResults, readS3 } from '../../../workloads/results';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-results-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(key: string, text: string): void {
  const path = join(root, 'mail', 'out', key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A run as the steps leave it. */
function published(runId: string, outputs: Readonly<Record<string, string>>, rows: number): void {
  const pointer: Pointer = {
    runId,
    dataTime: '2026-03-01T04:30:00.000Z',
    publishedAt: '2026-03-01T04:40:00.000Z',
    output: `s3://mail/out/runs/${runId}/output/1/`,
    rows,
  };
  for (const [key, text] of Object.entries(outputs)) put(`runs/${runId}/output/1/${key}.out`, text);
  put(`runs/${runId}/manifest.json`, JSON.stringify({ objects: Object.keys(outputs).map((key) => ({ key })) }));
  put('current.json', JSON.stringify(pointer));
}

const folder = (): string => join(root, 'mail', 'out');

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- of what
async function all<T>(items: AsyncIterable<T> | undefined): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items ?? []) found.push(item);
  return found;
}

test('rows of the run that is published, object after object; undefined where nothing is yet', async () => {
  expect(await openResults(folder())).toBeUndefined();
  published('20260301T043000Z', { 'a.csv': '1,"ü"\r\n2,b\n', 'sub/b.csv': '3,c' }, 3);
  const results = await openResults(folder());
  expect(results).toMatchObject({ runId: '20260301T043000Z', dataTime: new Date('2026-03-01T04:30:00Z'), rows: 3 });
  expect(results?.objects.map(({ input }) => input)).toEqual(['a.csv', 'sub/b.csv']);
  expect(await all(results?.lines())).toEqual(['1,"ü"', '2,b', '3,c']);
});

test('a run that is published while another is read changes nothing of it', async () => {
  published('20260301T043000Z', { 'a.csv': '1\n', 'b.csv': '2\n' }, 2);
  const lines = (await openResults(folder()))?.lines();
  const first = await lines?.next();
  published('20260302T043000Z', { 'a.csv': '8\n', 'b.csv': '9\n' }, 2);
  expect([first?.value, await all(lines)]).toEqual(['1', ['2']]);
  expect((await openResults(folder()))?.runId).toBe('20260302T043000Z');
});

test('fails for an output that is gone, or that is not whole any more', async () => {
  published('20260301T043000Z', { 'a.csv': '1\n2\n' }, 2);
  put('runs/20260301T043000Z/output/1/a.csv.out', '1\n');
  await expect(all((await openResults(folder()))?.lines())).rejects.toThrow('was published with 2 rows, and 1 were read');
  rmSync(join(folder(), 'runs/20260301T043000Z/output'), { recursive: true });
  await expect(all((await openResults(folder()))?.lines())).rejects.toThrow(
    'names run 20260301T043000Z, of which runs/20260301T043000Z/output/1/a.csv.out is not there',
  );
  rmSync(join(folder(), 'runs'), { recursive: true });
  await expect(openResults(folder())).rejects.toThrow('manifest.json is not there');
});

test.each(['https://mail/out/', 's3:///out/'])('fails for %s, which is no place of results', async (place) => {
  await expect(openResults(place)).rejects.toMatchObject({ code: 'results-place' });
});

test("over the wire by AWS's own client", async () => {
  const server = await S3Server.open(root);
  const client = new S3Client({
    endpoint: server.url,
    forcePathStyle: true,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'l', secretAccessKey: 'l' },
  });
  try {
    // A prefix without its slash is the same place.
    const source = readS3('s3://mail/out', client);
    expect(await openResults(source)).toBeUndefined();
    published('20260301T043000Z', { 'a b/ü.csv': '1\n' }, 1);
    const results = await openResults(source);
    expect(results?.objects[0]?.uri).toBe('s3://mail/out/runs/20260301T043000Z/output/1/a b/ü.csv.out');
    expect(await all(results?.lines())).toEqual(['1']);
  } finally {
    client.destroy();
    await server.close();
  }
});

test('to somebody who may list a part of the bucket alone, what is not there is not there, and what may not be read is an error', async () => {
  const denied = Object.assign(new TypeError('Access Denied'), { name: 'AccessDenied' });
  const answers = (keys: readonly string[]) => ({
    send: async (command: { readonly constructor: { readonly name: string } }): Promise<unknown> => {
      if (command.constructor.name === 'GetObjectCommand') throw denied;
      return { Contents: keys.map((Key) => ({ Key })) };
    },
  });
  expect(await openResults(readS3('s3://mail/out/', answers([])))).toBeUndefined();
  await expect(openResults(readS3('s3://mail/out/', answers(['out/current.json'])))).rejects.toBe(denied);
});
