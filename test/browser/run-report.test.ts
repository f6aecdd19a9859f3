import { fifty } from '../runtime/pipeline/fifty';
import { Workshop, mailsIn } from '../runtime/pipeline/steps/run-here';
import { join } from 'node:path';
import { writeRunReport } from '../../runtime/pipeline/report/write-run-report';
import { barriers, openPage } from './browser';

let shop: Workshop;
let path: string;
beforeAll(async () => {
  shop = new Workshop();
  shop.rows(
    'mail/day.jsonl',
    Array.from({ length: 1000 }, (_, id) => ({ id, words: (id * 7919) % 500 })),
  );
  const run = await shop.run(shop.synthesize((stack) => fifty(mailsIn(stack))));
  path = writeRunReport(run, join(shop.folder, 'report'));
}, 120_000);
afterAll(() => shop.close());

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)(
  'the page of fifty steps keeps nobody out in %s at %d pixels, asks for nothing, and scrolls only where it has to',
  async (scheme, width) => {
    const { page, requests, complaints } = await openPage(path, { scheme, width });
    expect(await barriers(page)).toEqual([]);
    expect([requests, complaints]).toEqual([[page.url()], []]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  },
);

test('no text leaves its box', async () => {
  const { page } = await openPage(path);
  const out = await page.evaluate(`[...document.querySelectorAll('g.step')].filter((step) => {
    const box = step.querySelector('rect').getBoundingClientRect();
    return [...step.querySelectorAll('text')].some((text) => text.getBoundingClientRect().right > box.right);
  }).map((step) => step.textContent)`);
  expect(out).toEqual([]);
});
