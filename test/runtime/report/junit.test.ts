import fc from 'fast-check';
import { renderJunit } from '../../../runtime/report/junit';
import { badReport, blindSpot, fault, latencyAlarm, report } from '../../_support/reports';
import { parseXml, type Element } from './xml';

/**
 * What CI servers take: elements, what may stand in them, and their attributes, `!` where required. The facts of junit-10.xsd of the
 * Jenkins xunit plugin (jenkinsci/xunit-plugin 031e285), as far as a report uses them; its own validation was run when this was written.
 */
const SCHEMA: Readonly<Record<string, { readonly holds: readonly string[]; readonly attributes: readonly string[] }>> = {
  testsuites: { holds: ['testsuite'], attributes: ['name', 'time', 'tests', 'failures', 'errors'] },
  testsuite: {
    holds: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    attributes: ['name!', 'tests!', 'failures!', 'errors!', 'skipped', 'time', 'timestamp', 'hostname', 'id', 'package', 'file'],
  },
  testcase: {
    holds: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    attributes: ['name!', 'time', 'classname', 'group'],
  },
  failure: { holds: [], attributes: ['type', 'message'] },
  skipped: { holds: [], attributes: ['type', 'message'] },
  'system-out': { holds: [], attributes: [] },
};

function violations({ name, attributes, children }: Element): string[] {
  const rule = SCHEMA[name];
  if (rule === undefined) return [`<${name}> is unknown`];
  const known = rule.attributes.map((each) => each.replace('!', ''));
  return [
    ...Object.keys(attributes)
      .filter((each) => !known.includes(each))
      .map((each) => `${name} has no ${each}`),
    ...rule.attributes
      .filter((each) => each.endsWith('!') && !(each.slice(0, -1) in attributes))
      .map((each) => `${name} lacks ${each.slice(0, -1)}`),
    ...children.filter((child) => !rule.holds.includes(child.name)).map((child) => `${name} holds ${child.name}`),
    ...children.flatMap(violations),
  ];
}

const cases = (root: Element): Element[] => root.children.flatMap((suite) => suite.children);
const outcome = (name: string, root: Element): string | undefined =>
  cases(root).find(({ attributes }) => attributes['name'] === name)?.children[0]?.name;

test('follows the schema that CI servers check', () => {
  expect(violations(parseXml(renderJunit(badReport())))).toEqual([]);
});

test('fails for what decides the exit code, skips what was not judged, passes the rest', () => {
  const root = parseXml(renderJunit(badReport()));
  expect(Object.fromEntries(['Latency', 'P99', 'Silence', 'Edge', 'Band'].map((name) => [name, outcome(name, root)]))).toEqual({
    Latency: 'system-out',
    P99: 'failure',
    Silence: 'failure',
    Edge: 'skipped',
    Band: 'skipped',
  });
  expect(
    Object.fromEntries(['slow-model', 'nulls-to-zero', 'late-metrics', 'concept-flip'].map((name) => [name, outcome(name, root)])),
  ).toEqual({ 'slow-model': 'system-out', 'nulls-to-zero': 'failure', 'late-metrics': 'system-out', 'concept-flip': 'skipped' });
  expect(Object.fromEntries(['good', 'bad-candidate', 'contract-change'].map((name) => [name, outcome(name, root)]))).toEqual({
    good: 'failure',
    'bad-candidate': 'system-out',
    'contract-change': 'skipped',
  });
  expect(outcome('AllTraffic', root)).toBe('failure');
});

test('there is a case for each alarm, each fault, each update and each model, and the suites count them', () => {
  const root = parseXml(renderJunit(badReport()));
  const { alarms, faults, updates, models } = badReport();
  expect(cases(root)).toHaveLength(alarms.length + faults.length + updates.length + models.length);
  for (const { attributes, children } of root.children) {
    expect(Number(attributes['tests'])).toBe(children.length);
    expect(Number(attributes['failures'])).toBe(children.filter((each) => each.children[0]?.name === 'failure').length);
    expect(Number(attributes['skipped'])).toBe(children.filter((each) => each.children[0]?.name === 'skipped').length);
  }
});

test('the failure says why, and the line', () => {
  const p99 = cases(parseXml(renderJunit(badReport()))).find(({ attributes }) => attributes['name'] === 'P99');
  expect(p99?.children[0]?.attributes['message']).toBe(
    'never fires: threshold 100 is milliseconds, ModelLatency is in microseconds; give 100000 (app.ts:14)',
  );
});

test('what was accepted is skipped with the reason', () => {
  const accepted = report({
    alarms: [latencyAlarm({ verdict: 'never-fires', accepted: 'known since May' })],
    faults: [fault({ status: 'blind', seenBy: [], minutes: null })],
    blindSpots: [blindSpot({ fault: 'slow-model', accepted: 'until autumn' })],
  });
  const root = parseXml(renderJunit(accepted));
  expect(cases(root).map(({ children }) => children[0]?.attributes['message'])).toEqual([
    expect.stringContaining('accepted: known since May'),
    expect.stringContaining('accepted: until autumn'),
  ]);
});

test('no name that an app can give breaks the document', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (path, reason) => {
      const alarm = latencyAlarm({ deployment: path, path: `${path}/A`, name: path, verdict: 'never-fires', reason });
      expect(violations(parseXml(renderJunit(report({ alarms: [alarm], faults: [fault({ deployment: path, text: reason })] }))))).toEqual(
        [],
      );
    }),
  );
});
