import { createColors } from 'picocolors';
import {
  alarmLabel,
  allFindings,
  isWrong,
  minutesText,
  plural,
  type AlarmStatus,
  type ContainerView,
  type DeploymentStatus,
  type Finding,
  type ServedVariant,
  type StackStatus,
  type Status,
  type VariantView,
} from '../../runtime/index.js';
import { imageText } from './image-text.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
const DIGITS_SHOWN = 12;
const NONE = '-';

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** What is declared beside what serves, for a terminal: deployment by deployment, and at the end whether anything is wrong. */
export function renderStatus(status: Status, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const parts = [
    ...status.deployments.map((deployment) => renderDeployment(deployment, status, canvas)),
    ...status.stacks.map((stack) => renderStack(stack, canvas)),
    others(status.otherAlarms, canvas),
    verdict(status, canvas),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function renderDeployment(deployment: DeploymentStatus, { stacks }: Status, canvas: Canvas): string {
  const { path, endpointName, mode, state, since, serving, declared, findings } = deployment;
  const { paint, width } = canvas;
  const where = stacks.find((stack) => stack.path === deployment.stack);
  const changed = since === null ? '' : ` since ${minute(since)} UTC`;
  const line = `${path}  ${mode} ${endpointName} in ${where?.region ?? 'no known region'}: ${state ?? 'not there'}${changed}`;
  return [
    hanging(line, width, 0).replace(path, () => paint.bold(path)),
    variantTable(declared.variants, serving?.variants ?? [], canvas),
    ...alarmLines(deployment, canvas),
    ...findings.map((finding) => findingLine(finding, canvas)),
  ].join('\n');
}

function variantTable(declared: readonly VariantView[], serving: readonly ServedVariant[], { width, paint }: Canvas): string {
  const names = [...new Set([...declared, ...serving].map(({ name }) => name))];
  const head: Cell[] = ['variant', '', 'declared', 'serves'].map((text) => ({ text, style: paint.dim }));
  const rows = names.flatMap((name): Cell[][] => {
    const ours = declared.find((each) => each.name === name);
    const theirs = serving.find((each) => each.name === name);
    const facts: [string, string, string][] = [
      ['model', containersText(ours, modelText), containersText(theirs, modelText)],
      ['image', containersText(ours, imageOf), containersText(theirs, imageOf)],
      ['instances', declaredInstances(ours), servedInstances(theirs)],
      ['weight', weightText(ours), weightText(theirs)],
    ];
    return facts.map(([what, left, right], index): Cell[] => [
      { text: index === 0 ? `${name}${(ours ?? theirs)?.shadow === true ? ' (shadow)' : ''}` : '' },
      { text: what, style: paint.dim },
      { text: left },
      { text: right, ...(left === right || what === 'instances' ? {} : { style: paint.red }) },
    ]);
  });
  return columns([head, ...rows], width, 1);
}

function containersText(variant: VariantView | undefined, one: (container: ContainerView) => string): string {
  return variant === undefined || variant.containers.length === 0 ? NONE : variant.containers.map(one).join('\n');
}

function modelText({ digest, modelDataUrl }: ContainerView): string {
  return digest?.slice(0, DIGITS_SHOWN) ?? modelDataUrl ?? NONE;
}

function imageOf({ image }: ContainerView): string {
  return imageText(image) ?? NONE;
}

function declaredInstances(variant: VariantView | undefined): string {
  if (variant === undefined) return NONE;
  const { scaling, instances, instanceType, serverless } = variant;
  if (serverless !== null) return serverless;
  const count = scaling === null ? String(instances ?? NONE) : `${scaling.min} to ${scaling.max}`;
  return instanceType === null ? count : `${count} × ${instanceType}`;
}

function servedInstances(variant: ServedVariant | undefined): string {
  if (variant === undefined) return NONE;
  const { instances, desiredInstances, instanceType, serverless } = variant;
  if (serverless !== null) return serverless;
  const count = `${instances ?? NONE}${desiredInstances === null || desiredInstances === instances ? '' : ` of ${desiredInstances}`}`;
  return instanceType === null ? count : `${count} × ${instanceType}`;
}

function weightText(variant: VariantView | undefined): string {
  return variant === undefined ? NONE : String(variant.weight);
}

/** One line where all is calm, one more for each alarm that is not. */
function alarmLines({ alarms, path }: DeploymentStatus, { width, paint }: Canvas): string[] {
  if (alarms.length === 0) return [hanging('no alarm watches it', width, 1)];
  const count = (state: AlarmStatus['state']): number => alarms.filter((alarm) => alarm.state === state).length;
  const counts = (['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state === 'INSUFFICIENT_DATA' ? 'without data' : state}`);
  const missing = count(null);
  const summary = [...counts, ...(missing > 0 ? [`${missing} not there`] : [])].join(', ');
  const loud = alarms
    .filter(({ state }) => state === 'ALARM')
    .toSorted((a, b) => (b.minutes ?? 0) - (a.minutes ?? 0))
    .map((alarm) => {
      const label = `${alarmLabel(alarm.path, path)}${alarm.severity === null ? '' : ` (${alarm.severity})`}`;
      const since = alarm.since === null ? '' : ` since ${minute(alarm.since)} UTC, ${lasting(alarm.minutes ?? 0)}`;
      return hanging(`ALARM ${label}${since}: ${alarm.reason}`, width, 3).replace('ALARM', () => paint.red('ALARM'));
    });
  return [hanging(`${plural(alarms.length, 'alarm')}: ${summary}`, width, 1), ...loud];
}

function renderStack({ path, name, region, account, state, lastDeployment, findings }: StackStatus, canvas: Canvas): string {
  const { width, paint } = canvas;
  const where = `${name} in ${region}${account === null ? '' : ` of ${account}`}`;
  const last = lastDeployment === null ? [] : [hanging(deploymentText(lastDeployment), width, 1)];
  return [
    hanging(`${path}  stack ${where}: ${state ?? 'not there'}`, width, 0).replace(path, () => paint.bold(path)),
    ...last,
    ...(lastDeployment?.failures ?? []).map(({ path: failed, reason }) => hanging(`failed: ${failed}: ${reason}`, width, 3)),
    ...findings.map((finding) => findingLine(finding, canvas)),
  ].join('\n');
}

function deploymentText({ began, ended, rolledBack }: NonNullable<StackStatus['lastDeployment']>): string {
  const from = began === null ? 'at a time that CloudFormation does not tell any more' : `${minute(began)} UTC`;
  const to = ended === null ? 'under way' : `ended ${minute(ended)} UTC`;
  return `last deployment ${from}, ${to}${rolledBack ? ', rolled back' : ''}`;
}

function others(alarms: readonly AlarmStatus[], { width, paint }: Canvas): string {
  if (alarms.length === 0) return '';
  const rows = alarms.map(({ path, state, since }): Cell[] => [
    { text: path },
    { text: state ?? 'not there', ...(state === 'OK' ? {} : { style: paint.yellow }) },
    { text: since === null ? '' : `since ${minute(since)} UTC` },
  ]);
  return [paint.bold('Other alarms of these stacks'), columns(rows, width, 1)].join('\n');
}

function findingLine({ wrong, text }: Finding, { width, paint }: Canvas): string {
  const sign = wrong ? 'wrong:' : 'note:';
  return hanging(`${sign} ${text}`, width, 1).replace(sign, () => (wrong ? paint.red : paint.dim)(sign));
}

function verdict(status: Status, { paint }: Canvas): string {
  if (!isWrong(status)) return paint.green('What is declared serves.');
  const count = allFindings(status).filter(({ finding }) => finding.wrong).length;
  return paint.red(`${plural(count, 'thing is', 'things are')} wrong.`);
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function lasting(minutes: number): string {
  return minutes < 1 ? 'less than a minute' : minutesText(minutes);
}
