import { alarmLabels } from './labels.js';
import { faultSentence, modelText } from './model-text.js';
import type { AlarmReport, FaultReport, ModelReport, RehearsalReport, UpdateReport } from './rehearsal-report.js';
import { harmedText, outcomeText } from './update-text.js';
import { countsAgainst, minutesText, modelCounts, spotCounts, updateCounts, VERDICT_WORDS } from './words.js';

type Outcome = { readonly failure: string } | { readonly skipped: string } | { readonly passed: string };
interface TestCase {
  readonly name: string;
  readonly outcome: Outcome;
}

/** XML 1.0 has no way to say these, not even escaped. */
// oxlint-disable-next-line no-control-regex
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\t': '&#9;' };

/**
 * The report as CI servers read tests: per deployment one suite for its alarms, one for its faults, one for its updates and one for its models. What decides the exit code is a
 * failure; what was accepted, is not reproducible or did not run is skipped, with the reason.
 */
export function renderJunit(report: RehearsalReport): string {
  const label = alarmLabels(report.alarms);
  const deployments = [...new Set([...report.deployments.map(({ path }) => path), ...report.alarms.map(({ deployment }) => deployment)])];
  const suites = deployments.flatMap((path) => [
    suite(
      `${path} alarms`,
      report.alarms.filter(({ deployment }) => deployment === path).map((alarm) => alarmCase(alarm, label)),
    ),
    suite(
      `${path} faults`,
      report.faults.filter(({ deployment }) => deployment === path).map((fault) => faultCase(fault, report)),
    ),
    ...someSuite(`${path} updates`, report.updates.filter(({ deployment }) => deployment === path).map(updateCase)),
    ...someSuite(`${path} models`, report.models.filter(({ deployment }) => deployment === path).map(modelCase)),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="slipway rehearse">\n${suites.join('')}</testsuites>\n`;
}

function alarmCase(alarm: AlarmReport, label: (deployment: string, name: string) => string): TestCase {
  const { deployment, name, verdict, reason, source, path, accepted, firesOn } = alarm;
  const said = `${VERDICT_WORDS[verdict]}${reason === null ? '' : `: ${reason}`} (${source ?? path})`;
  const called = label(deployment, name);
  if (countsAgainst(alarm)) return { name: called, outcome: { failure: said } };
  if (accepted !== null) return { name: called, outcome: { skipped: `accepted: ${accepted}; ${said}` } };
  if (verdict === 'fires') {
    const on = firesOn.map(({ fault, minutes }) => `${fault} ${minutesText(minutes)}`).join(', ');
    return { name: called, outcome: { passed: `${said}\n${on}` } };
  }
  return { name: called, outcome: { skipped: said } };
}

function faultCase({ deployment, name, status, text, seenBy, minutes }: FaultReport, { blindSpots }: RehearsalReport): TestCase {
  if (status === 'seen') {
    const after = minutes === null ? '' : ` after ${minutesText(minutes)}`;
    return { name, outcome: { passed: `${seenBy.join(', ')}${after}: ${text}` } };
  }
  if (status === 'harmless') return { name, outcome: { passed: `no harm: ${text}` } };
  if (status === 'not-runnable') return { name, outcome: { skipped: `not run: ${text}` } };
  const spot = blindSpots.find((each) => each.deployment === deployment && each.fault === name);
  if (spot === undefined || spotCounts(spot)) return { name, outcome: { failure: `nobody is told: ${text}` } };
  const why = spot.accepted === null ? 'does not count' : `accepted: ${spot.accepted}`;
  return { name, outcome: { skipped: `${why}; nobody is told: ${text}` } };
}

function someSuite(name: string, cases: readonly TestCase[]): string[] {
  return cases.length === 0 ? [] : [suite(name, cases)];
}

/** Known faults that are gone, or there, fail nothing: they are known. */
function modelCase(model: ModelReport): TestCase {
  const { variant, reason, accepted, knownFaults, goldenDifferent } = model;
  const lines = [...goldenDifferent.map(({ line, what }) => `golden row in line ${line}: ${what}`), ...knownFaults.map(faultSentence)];
  const said = [modelText(model), ...lines].join('\n');
  if (reason !== null) return { name: variant, outcome: { skipped: reason } };
  if (modelCounts(model)) return { name: variant, outcome: { failure: said } };
  if (accepted !== null && goldenDifferent.length > 0) return { name: variant, outcome: { skipped: `accepted: ${accepted}; ${said}` } };
  return { name: variant, outcome: { passed: said } };
}

/** A bad version that stays is what its alarms are for, and they are judged by it; it fails nothing by itself. */
function updateCase(update: UpdateReport): TestCase {
  const { version, reason, accepted, asItShould } = update;
  const said = [outcomeText(update), reason ?? '', `requests harmed: ${harmedText(update)}`].filter((part) => part !== '').join('; ');
  if (updateCounts(update)) return { name: version, outcome: { failure: said } };
  if (accepted !== null) return { name: version, outcome: { skipped: `accepted: ${accepted}; ${said}` } };
  return { name: version, outcome: asItShould ? { passed: said } : { skipped: said } };
}

function suite(name: string, cases: readonly TestCase[]): string {
  const count = (kind: 'failure' | 'skipped'): number => cases.filter(({ outcome }) => kind in outcome).length;
  const attributes = `tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}" time="0"`;
  return `  <testsuite name="${escape(name)}" ${attributes}>\n${cases.map((each) => testCase(name, each)).join('')}  </testsuite>\n`;
}

function testCase(classname: string, { name, outcome }: TestCase): string {
  const open = `    <testcase name="${escape(name)}" classname="${escape(classname)}" time="0">`;
  return `${open}${inside(outcome)}</testcase>\n`;
}

function inside(outcome: Outcome): string {
  if ('failure' in outcome) return `<failure message="${escape(outcome.failure)}" type="verdict">${escape(outcome.failure)}</failure>`;
  if ('skipped' in outcome) return `<skipped message="${escape(outcome.skipped)}"/>`;
  return `<system-out>${escape(outcome.passed)}</system-out>`;
}

function escape(text: string): string {
  return text.replaceAll(NO_XML, '\ufffd').replaceAll(/[&<>"\n\t]/g, (character) => ESCAPES[character] ?? character);
}
