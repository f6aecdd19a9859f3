import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Server } from '../../../runtime/pipeline/s3/s3-server';

test('an object that is written anew while it is read is read whole, as it was or as it is', async () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-s3-'));
  const server = await S3Server.open(root);
  const url = `${server.url}/data/current.json`;
  const texts = Array.from({ length: 200 }, (_, index) => `${'x'.repeat(1 + ((index * 7919) % 1000))}.`);
  try {
    await fetch(url, { method: 'PUT', body: texts[0] });
    const read: string[] = [];
    await Promise.all(
      texts.map(async (body) => {
        await fetch(url, { method: 'PUT', body });
        read.push(await (await fetch(url)).text());
      }),
    );
    expect(read.filter((text) => !texts.includes(text))).toEqual([]);
  } finally {
    await server.close();
    rmSync(root, { recursive: true });
  }
});
