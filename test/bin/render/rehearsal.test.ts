import { stripVTControlCharacters } from 'node:util';
import { renderRehearsal, surfaceOf } from '../../../bin/render/rehearsal';
import { badReport, blindSpot, fault, latencyAlarm, model, report, update } from '../../_support/reports';

const plain = { columns: 100, colors: false };

test.each([60, 80, 100, 120, 160])('fits a terminal of %d columns', (columns) => {
  const lines = renderRehearsal(badReport(), { columns, colors: false }).split('\n');
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
});

test('a narrow terminal loses columns, never a verdict or a fault', () => {
  const text = renderRehearsal(badReport(), { columns: 60, colors: false });
  for (const { name } of badReport().faults) expect(text).toContain(name);
  for (const words of ['never fires', 'noisy', 'depends', 'not reproducible here', 'fires on 1 fault']) expect(text).toContain(words);
});

test('says first what nobody sees, then what no fault trips, then who is told of what', () => {
  const text = renderRehearsal(badReport(), plain);
  const order = ['Blind spots: 2', 'Alarms that no fault trips: 1', 'who is told', 'What this rests on', 'Found 1 blind spot'];
  expect(order.map((part) => text.indexOf(part)).toSorted((a, b) => a - b)).toEqual(order.map((part) => text.indexOf(part)));
  expect(order.filter((part) => !text.includes(part))).toEqual([]);
});

test('an alarm that never fires is explained with the line that declared it', () => {
  expect(renderRehearsal(badReport(), { columns: 160, colors: false })).toContain(
    'P99 never fires: threshold 100 is milliseconds, ModelLatency is in microseconds; give 100000 (app.ts:14)',
  );
});

test('who is told, after how long, and how many were harmed before that', () => {
  expect(renderRehearsal(badReport(), plain)).toMatch(/slow-model +Latency \(page\) +16 min +9,214 of 18,000/);
  expect(renderRehearsal(badReport(), plain)).toMatch(/nulls-to-zero +nobody +all 1,204/);
});

test('what becomes of each update, after how long, by whom, and what it cost', () => {
  const text = renderRehearsal(badReport(), { columns: 120, colors: false });
  expect(text).toContain('Updates: canary of 50 %, bakes 10 min, then 10 min; 2 alarms can stop it');
  expect(text).toMatch(/bad-candidate +rolled back, 4 min +FilterRollbackErrors +298 of 6,611 +rule/);
  expect(text).toMatch(/contract-change +stays, though it is +none of its alarms/);
  expect(text).toMatch(/good +rolled back, though/);
  expect(text).toMatch(/1 update that\s+does not hold/);
});

test('an update that is accepted, or that SageMaker would not begin, says so', () => {
  const refused = update({
    version: 'good',
    outcome: 'refused',
    asItShould: false,
    counts: true,
    reason: 'SageMaker refuses it',
    stoppedBy: [],
  });
  expect(renderRehearsal(report({ updates: [refused] }), plain)).toMatch(/good +refused by SageMaker +SageMaker refuses it/);
  const accepted = report({ updates: [{ ...refused, accepted: 'we roll by hand' }] });
  expect(renderRehearsal(accepted, plain)).toMatch(/accepted: we roll/);
  expect(renderRehearsal(accepted, plain)).toContain('Nothing found that counts');
});

test('known faults are said in short, and those that are not as they were written down with what to do', () => {
  const text = renderRehearsal(badReport(), { columns: 160, colors: false });
  expect(text).toContain(
    'Model: 4 known faults: 1 still there, 1 gone, 1 wrong in another way, 1 not answered; 50 golden rows, 1 answered otherwise',
  );
  expect(text).toContain('samples/golden.jsonl:7 label is 1, recorded was 0');
  expect(text).toContain('samples/known-faults.jsonl:2 gone: it says nonspam, and said spam; take it out');
  expect(text).toContain('samples/known-faults.jsonl:4 wrong in another way: it says newsletter, said spam, and should say nonspam');
  expect(text).not.toContain('samples/known-faults.jsonl:1 ');
  expect(text).toContain('1 model that does not answer as recorded');
  const accepted = report({ models: [model({ accepted: 'another engine' })] });
  expect(renderRehearsal(accepted, plain)).toContain('accepted: another engine');
  expect(renderRehearsal(accepted, plain)).toContain('Nothing found that counts');
});

test('an alarm that fires and has nobody to tell is said with what to do; one that is there to stop updates is not', () => {
  const deaf = latencyAlarm({ name: 'Deaf', delivers: false, severity: 'none', reason: 'it has no action for ALARM; give it one' });
  const stopper = latencyAlarm({ delivers: false, severity: 'none', stopsUpdates: true });
  const text = renderRehearsal(report({ alarms: [deaf, stopper] }), { columns: 160, colors: false });
  expect(text).toContain('Alarms that reach nobody: 1\n');
  expect(text).toContain('reaches nobody: it has no action for ALARM; give it one (');
});

test('an endpoint that no alarm watches is said at the top, and what nobody played is not called seen', () => {
  const { deployments } = badReport();
  const found = [fault({ name: 'mute-alarm', deployment: 'dev/Fraud/Endpoint', status: 'seen' })];
  const text = renderRehearsal(report({ deployments: deployments.slice(1), alarms: [], faults: found }), plain);
  expect(text).toContain('Endpoints that no alarm watches: 1\n dev/Fraud/Endpoint, real-time: whatever breaks, nobody is told');
  expect(text).not.toContain('No blind spots');
  expect(text).toContain('Nothing was played');
  expect(text).toContain('not played: its image is');
});

test('what was accepted is shown with its reason and does not count', () => {
  const text = renderRehearsal(
    report({
      alarms: [latencyAlarm({ verdict: 'noisy', accepted: 'until the new model is out' })],
      blindSpots: [blindSpot({ accepted: 'labels come in autumn' })],
    }),
    plain,
  );
  expect(text).toContain('(accepted: labels come in autumn)');
  expect(text).toContain('accepted: until the new model is out');
  expect(text).toContain('Nothing found that counts');
});

test('every figure says whether it was measured or assumed, and nothing is ever proven', () => {
  const text = renderRehearsal(badReport(), plain);
  expect(text).toContain('assumed: service time factor 1, metric delay 1 min');
  expect(text).toContain('not modelled: loss of a zone');
  expect(text).not.toMatch(/proven|proves/);
});

test('colours are on a terminal alone, never in a pipe and never against NO_COLOR', () => {
  const terminal = { columns: 90, isTTY: true } as NodeJS.WriteStream;
  expect(surfaceOf(terminal, {})).toEqual({ columns: 90, colors: true });
  expect(surfaceOf(terminal, { NO_COLOR: '1' }).colors).toBe(false);
  expect(surfaceOf({ isTTY: false } as NodeJS.WriteStream, { CI: 'true', FORCE_COLOR: '1' })).toEqual({ columns: 100, colors: false });
  const coloured = renderRehearsal(badReport(), { columns: 100, colors: true });
  expect(coloured).not.toBe(stripVTControlCharacters(coloured));
  expect(stripVTControlCharacters(coloured)).toBe(renderRehearsal(badReport(), plain));
});

test('many alarms that cannot be reproduced are named once, with why, and leave the table to the others', () => {
  const names = ['Zeros', 'Violations', 'GoldenRows', 'StuckFeatures'];
  const unseen = names.map((name) =>
    latencyAlarm({
      name,
      path: `dev/Spam/Filter/${name}`,
      verdict: 'not-reproducible',
      reason: 'nothing moves it',
      firesOn: [],
      weakest: [],
    }),
  );
  const text = renderRehearsal(report({ alarms: [latencyAlarm(), ...unseen] }), plain);
  expect(text).toMatch(/ 4 others +not reproducible here +said above/);
  for (const name of names) expect(text.split(name)).toHaveLength(2);
});
