import type { Page } from 'playwright-core';
import { badReport, blindSpot, deployment, fault, latencyAlarm, picture, report, update } from '../_support/reports';
import { barriers, open } from './browser';

test('the page is complete by itself: with no network it asks for nothing and complains of nothing', async () => {
  const { page, requests, complaints } = await open(badReport());
  await page.locator('canvas').waitFor();
  expect(requests).toEqual([page.url()]);
  expect(complaints).toEqual([]);
});

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)('nobody is kept out: axe finds nothing in %s at %d pixels, with every card open', async (scheme, width) => {
  const { page } = await open(badReport(), { scheme, width });
  await openAll(page);
  expect(await barriers(page)).toEqual([]);
});

test('axe would find something: a page whose grey is too pale is reported', async () => {
  const { page } = await open(badReport());
  await page.evaluate("document.documentElement.style.setProperty('--quiet', '#c9c9c9')");
  expect((await barriers(page)).join('\n')).toContain('color-contrast');
});

test('light and dark are two pages: the colours follow the system', async () => {
  const paper = async (scheme: 'light' | 'dark'): Promise<string> => {
    const { page } = await open(badReport(), { scheme });
    return page.evaluate('getComputedStyle(document.body).backgroundColor');
  };
  expect(await paper('light')).not.toBe(await paper('dark'));
});

test.each([320, 390, 768, 1280, 1920])('at %d pixels nothing but tables scrolls sideways', async (width) => {
  const { page } = await open(badReport(), { width });
  await openAll(page);
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
});

test('a keyboard reaches everything in the order of the page, and sees where it is', async () => {
  const { page } = await open(badReport());
  const focusable = (await page.evaluate(`(() => {
    const all = [...document.querySelectorAll('a[href], summary, select, [tabindex="0"]')];
    all.forEach((element, index) => (element.dataset.order = index));
    return all.filter((element) => element.closest('details:not([open])') === null || element.matches('summary')).map((element) => element.dataset.order);
  })()`)) as string[];
  const visited: string[] = [];
  const unseen: string[] = [];
  for (let step = 0; step < focusable.length; step += 1) {
    await page.keyboard.press('Tab');
    const [order, outline, text] = (await page.evaluate(`(() => {
      const at = document.activeElement;
      return [at.dataset.order ?? at.tagName, getComputedStyle(at).outlineStyle, at.textContent.slice(0, 40)];
    })()`)) as [string, string, string];
    visited.push(order);
    if (outline === 'none') unseen.push(text);
  }
  expect(visited).toEqual(focusable);
  expect(unseen).toEqual([]);
});

test('the first Tab offers to skip to what was found', async () => {
  const { page } = await open(badReport());
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to what was found');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
});

test('a cell of the matrix leads to what that alarm saw of that fault, with Enter too', async () => {
  const { page } = await open(badReport());
  const cell = page.getByRole('link', { name: 'Errors on error-burst: after 11 min, pages' });
  await cell.focus();
  await page.keyboard.press('Enter');
  const card = page.locator('details', { has: page.getByRole('heading', { name: 'Errors', exact: true }) });
  await card.locator('canvas').waitFor();
  expect(await card.getByRole('img').getAttribute('aria-label')).toContain(
    'error-burst from minute 40 to 60; in ALARM from minute 51, 11 min after the fault began',
  );
});

test('the chart shows line, threshold, fault and states, and says them', async () => {
  const { page } = await open(badReport());
  const chart = page.locator('.chart').first();
  expect(await chart.getAttribute('aria-label')).toBe(
    'ModelLatency p99 > 100000, 3 of 5 x 5 min: from 50.29 ms to 366.8 ms, threshold 100 ms; slow-model from minute 40 to 70; in ALARM from minute 56, 16 min after the fault began',
  );
  const colors = new Set(await paints(page));
  for (const name of ['line', 'bad', 'ok-band']) expect(colors).toContain(await colorOf(page, name));
});

test('another picture is chosen with the keyboard, and its words change with it', async () => {
  const { page } = await open(report());
  await page.getByLabel('What it saw of').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('no fault; never in ALARM').waitFor();
  expect(await page.locator('.chart').getAttribute('aria-label')).toContain('no fault; never in ALARM');
});

test('whoever cannot see the chart reads its values in a table', async () => {
  const { page } = await open(report());
  await page.getByText('The values as a table').click();
  const rows = page.getByRole('group', { name: 'Values' }).getByRole('row');
  await rows.last().waitFor();
  expect(await rows.count()).toBe(121);
  expect(await rows.nth(21).innerText()).toMatch(/20\s+no data\s+OK/);
  expect(await rows.nth(61).innerText()).toMatch(/60\s+[\d.]+ ms\s+ALARM/);
});

test('an update is drawn: who answered, what failed, what went on and what the alarm said, and it is all said in words', async () => {
  const { page } = await open(badReport());
  await page.getByLabel('Minute by minute, the update to').selectOption('bad-candidate');
  const picture = page.getByRole('img', { name: /^update to bad-candidate:/ });
  expect(await picture.getAttribute('aria-label')).toContain(
    'stopped by FilterRollbackErrors in minute 10; the old version has the traffic again',
  );
  for (const layer of ['old', 'new', 'failed']) {
    const box = await picture.locator(`.layer.${layer}`).boundingBox();
    expect([layer, (box?.width ?? 0) > 100, (box?.height ?? 0) > 10]).toEqual([layer, true, true]);
  }
  const texts = await picture.locator('text').allTextContents();
  expect(texts).toEqual(expect.arrayContaining(['start', 'bake', 'rollback', 'ALARM', 'OK', 'FilterRollbackErrors', '0 min']));
  expect(await picture.locator('.state.ALARM').count()).toBe(1);
});

test('the update that should hold and does not is shown first, and another is chosen with the keyboard', async () => {
  const { page } = await open(badReport());
  const choice = page.getByLabel('Minute by minute, the update to');
  expect(await choice.inputValue()).toBe('good');
  await choice.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('img', { name: /^update to bad-candidate:/ }).waitFor();
});

test('whoever cannot see the update reads its minutes in a table', async () => {
  const { page } = await open(badReport());
  await page.getByLabel('Minute by minute, the update to').selectOption('bad-candidate');
  await page.getByText('The minutes as a table').click();
  const rows = page.getByRole('group', { name: 'Minutes' }).getByRole('row');
  await rows.last().waitFor();
  expect(await rows.count()).toBe(42);
  expect(await rows.nth(26).innerText()).toMatch(/10\s+rollback\s+301\s+299\s+60\s+FilterRollbackErrors/);
});

test('known faults are a table: what the model says now, what it said, what it should say and why', async () => {
  const { page } = await open(badReport());
  const rows = page.getByRole('group', { name: 'Known faults of AllTraffic' }).getByRole('row');
  expect(await rows.count()).toBe(5);
  expect(await rows.nth(2).innerText()).toMatch(/2\s+gone\s+nonspam\s+spam\s+nonspam\s+it carries words/);
  expect(await page.getByText('label is 1, recorded was 0').count()).toBe(1);
});

test('an update that SageMaker would not begin has no picture, and the page says why', async () => {
  const refused = update({
    version: 'good',
    outcome: 'refused',
    asItShould: false,
    counts: true,
    reason: 'it has one instance',
    picture: null,
  });
  const { page, complaints } = await open(report({ updates: [refused] }));
  expect(complaints).toEqual([]);
  expect(await page.getByText('refused by SageMaker').count()).toBe(1);
  expect(await page.getByText('it has one instance').count()).toBe(1);
  expect(await page.getByLabel('Minute by minute, the update to').count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
});

test('a screen reader finds landmarks, headings in order, and tables with captions and headers', async () => {
  const { page } = await open(badReport());
  for (const role of ['banner', 'main', 'contentinfo', 'navigation'] as const) expect(await page.getByRole(role).count()).toBe(1);
  const levels = (await page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((each) => Number(each.tagName[1]))")) as number[];
  expect(levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  expect(await page.evaluate("document.querySelectorAll('table').length - document.querySelectorAll('table > caption').length")).toBe(0);
  expect(await page.getByRole('rowheader', { name: 'slow-model' }).count()).toBe(1);
});

test('what a name hides is text: it closes no script, runs nothing, and is seen as it is', async () => {
  const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)><!--';
  const { page, complaints } = await open(
    report({
      deployments: [deployment({ path: hostile })],
      alarms: [latencyAlarm({ deployment: hostile, path: `${hostile}/A`, name: hostile, reason: hostile, verdict: 'noisy' })],
      faults: [fault({ deployment: hostile, text: hostile })],
      blindSpots: [blindSpot({ deployment: hostile, text: hostile })],
    }),
  );
  expect(complaints).toEqual([]);
  expect(await page.getByRole('heading', { level: 2, name: hostile }).count()).toBe(1);
});

test('a report of nothing is a page too', async () => {
  const { page, complaints } = await open(report({ deployments: [], alarms: [], faults: [], assumptions: [], notModelled: [] }));
  expect(complaints).toEqual([]);
  expect(await page.getByText('Nothing found that counts.').count()).toBe(1);
  expect(await barriers(page)).toEqual([]);
});

test('a metric without a single value is drawn without a complaint', async () => {
  const empty = picture({ values: Array.from({ length: 60 }, () => null), threshold: null });
  const { page, complaints } = await open(report({ alarms: [latencyAlarm({ pictures: [empty] })] }));
  await page.locator('canvas').waitFor();
  expect(complaints).toEqual([]);
  expect(await page.locator('figcaption').first().innerText()).toContain('no data');
});

test('values far above the threshold are told in seconds, and the threshold is still a line of its own', async () => {
  const far = picture({ values: Array.from({ length: 120 }, (_, minute) => (minute >= 40 && minute < 70 ? 60_000_000 : 1500)) });
  const { page, complaints } = await open(report({ alarms: [latencyAlarm({ pictures: [far] })] }));
  expect(complaints).toEqual([]);
  expect(await page.locator('.chart').getAttribute('aria-label')).toContain('from 1.5 ms to 60 s, threshold 100 ms');
  expect(new Set(await paints(page))).toContain(await colorOf(page, 'bad'));
});

async function openAll(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");
  await page.locator('canvas').first().waitFor();
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  await page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

/** Every colour of the first chart, as `r,g,b`. */
async function paints(page: Page): Promise<string[]> {
  await page.locator('canvas').first().waitFor();
  return page.evaluate(`(() => {
    const canvas = document.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set();
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) found.add([data[at], data[at + 1], data[at + 2]].join());
    return [...found];
  })()`);
}

async function colorOf(page: Page, name: string): Promise<string> {
  return page.evaluate(`(() => {
    const [, hex] = /#([0-9a-f]{6})/.exec(getComputedStyle(document.documentElement).getPropertyValue('--${name}'));
    return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)).join();
  })()`);
}
