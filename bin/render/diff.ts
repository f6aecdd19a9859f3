import { createColors } from 'picocolors';
import { isRisky, plural, type Change, type DeploymentDiff, type ModelDiff, type ResourceChange } from '../../runtime/index.js';
import { imageText } from './image-text.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
const NONE = '-';

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

const WORDS: Readonly<Record<DeploymentDiff['impact'], string>> = {
  same: 'stays as it is',
  made: 'is made',
  updated: 'is updated in place: another fleet takes over',
  around: 'keeps its fleet; what stands around it changes',
  replaced: 'is replaced by another endpoint',
  deleted: 'is deleted',
};
const KEPT: Readonly<Record<DeploymentDiff['retained'][number], string>> = {
  instances: 'the number of instances that serve',
  weights: 'the weights that serve',
};

/** What deploying means for each model, for a terminal: what would go wrong last, where it is read. */
export function renderDiff(diff: ModelDiff, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const parts = [
    canvas.paint.bold(hanging(`Compared with ${diff.against}`, canvas.width, 0)),
    ...diff.deployments.map((deployment) => renderDeployment(deployment, canvas)),
    others(diff.others, canvas),
    verdict(diff, canvas),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function renderDeployment(deployment: DeploymentDiff, { width, paint }: Canvas): string {
  const { path, mode, endpointName, impact, how, retained, changes, refused, interrupted } = deployment;
  return [
    hanging(`${path}  ${mode} ${endpointName}: ${WORDS[impact]}`, width, 0).replace(path, () => paint.bold(path)),
    ...(how === null ? [] : [hanging(`how: ${how}`, width, 1)]),
    ...(retained.length === 0 ? [] : [hanging(`kept: ${retained.map((kind) => KEPT[kind]).join(', ')}`, width, 1)]),
    changeTable(changes, { width, paint }),
    ...changes.filter(({ note }) => note !== null).map(({ what, variant, note }) => hanging(`${named(variant, what)}: ${note}`, width, 1)),
    ...refused.map((text) => hanging(`refused: ${text}`, width, 1).replace('refused:', () => paint.red('refused:'))),
    ...(interrupted === null
      ? []
      : [hanging(`interrupted: ${interrupted}`, width, 1).replace('interrupted:', () => paint.red('interrupted:'))]),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function changeTable(changes: readonly Change[], { width, paint }: Canvas): string {
  if (changes.length === 0) return '';
  const rows = changes.map(shortened).map(({ what, variant, before, after }): Cell[] => {
    const isSaid = before !== null || after !== null;
    return [
      { text: named(variant, what) },
      { text: isSaid ? (before ?? NONE) : 'changes', style: paint.dim },
      { text: isSaid ? '→' : '' },
      { text: isSaid ? (after ?? NONE) : '' },
    ];
  });
  return columns(rows, width, 1);
}

/** Images without what both have in common, unless that is all that there is. */
function shortened(change: Change): Change {
  const { what, before, after } = change;
  const [left, right] = [before, after].map(imageText);
  return what.startsWith('image') && left !== right ? { ...change, before: left ?? null, after: right ?? null } : change;
}

function named(variant: string | null, what: string): string {
  return variant === null ? what : `${variant}: ${what}`;
}

function others(changes: readonly ResourceChange[], { width, paint }: Canvas): string {
  if (changes.length === 0) return '';
  const rows = changes.map(({ impact, path, type }): Cell[] => [
    { text: impact, ...(impact === 'made' || impact === 'updated' ? {} : { style: paint.yellow }) },
    { text: path },
    { text: type, style: paint.dim },
  ]);
  return [paint.bold('Other resources'), columns(rows, width, 1)].join('\n');
}

function verdict(diff: ModelDiff, { paint }: Canvas): string {
  const { deployments } = diff;
  if (isRisky(diff)) {
    const refused = deployments.filter((each) => each.refused.length > 0).length;
    const interrupted = deployments.filter((each) => each.interrupted !== null).length;
    const parts = [
      ...(refused > 0 ? [`${plural(refused, 'deployment')} would be refused`] : []),
      ...(interrupted > 0 ? [`callers of ${plural(interrupted, 'endpoint')} would be interrupted`] : []),
    ];
    return paint.red(`${parts.join(', ')}.`);
  }
  return deployments.every(({ impact }) => impact === 'same') ? paint.green('No model changes.') : paint.green('Nobody is interrupted.');
}
