import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from '../../runtime/faults/catalogue';
import { LATER_FAULTS } from '../../runtime/faults/later';
import { ROOT, sourcesIn } from '../architecture/sources';

const PAGE = readFileSync(join(ROOT, 'docs', 'faults.md'), 'utf8');
/** Found in the template, without a fault that strikes. */
const STATIC = { number: 20, name: 'mute-alarm' };

test('the page lists every fault of the catalogue, in order, and no other', () => {
  const listed = [...PAGE.matchAll(/^\| (\d+) \| (\S+) \|/gm)].map(([, number, name]) => ({ number: Number(number), name }));
  const known = [...FAULTS, ...LATER_FAULTS, STATIC].map(({ number, name }) => ({ number, name }));
  expect(listed).toEqual(known.toSorted((a, b) => a.number - b.number));
});

test('the page says what each does, at which strength, or what it waits for', () => {
  for (const { name, trouble, what, strength } of FAULTS)
    expect(PAGE).toContain(`| ${name} | ${trouble} | ${what} | ${strength.text(strength.fixed)} |`);
  for (const { name, trouble, what, because } of LATER_FAULTS)
    expect(PAGE).toContain(`| ${name} | ${trouble} | ${what} | not yet: ${because} |`);
});

test('a strength has a source, and lies in its range', () => {
  for (const { name, strength } of FAULTS) {
    const [weakest, strongest] = strength.range.toSorted((a, b) => a - b);
    expect([name, strength.source !== '', strength.fixed >= (weakest ?? 0) && strength.fixed <= (strongest ?? 0)]).toEqual([
      name,
      true,
      true,
    ]);
  }
});

/** What code that writes a metric cannot do without. */
const WRITES = /MetricStore|SampleStore|SampleSeries|PutMetricData|\.(record|series|add|addSummary)\(/;

test('no fault writes a metric, and one that did would be found', () => {
  const faults = sourcesIn('runtime/faults');
  expect(faults.length).toBeGreaterThan(FAULTS.length);
  expect(faults.filter(({ text }) => WRITES.test(text)).map(({ path }) => path)).toEqual([]);
  expect("store.series({ namespace: 'AWS/SageMaker', name: 'ModelLatency' }).add(at, 5)").toMatch(WRITES);
  expect(sourcesIn('runtime/simulation').filter(({ text }) => WRITES.test(text))).not.toEqual([]);
});
