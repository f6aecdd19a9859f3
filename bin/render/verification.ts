import { createColors } from 'picocolors';
import { isFailed, isHeard, type ActionCheck, type GoldenCheck, type Verification, type VerifiedDeployment } from '../../runtime/index.js';
import { hanging } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** What a deployment showed when it was tried, for a terminal. */
export function renderVerification(verification: Verification, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const verdict = isFailed(verification) ? canvas.paint.red('It does not hold.') : canvas.paint.green('What was tried holds.');
  return `${[...verification.deployments.map((deployment) => renderDeployment(deployment, canvas)), verdict].join('\n\n')}\n`;
}

function renderDeployment({ path, endpointName, golden, actions }: VerifiedDeployment, canvas: Canvas): string {
  const { width, paint } = canvas;
  return [
    hanging(`${path}  ${endpointName}`, width, 0).replace(path, () => paint.bold(path)),
    ...golden.flatMap((check) => goldenLines(check, canvas)),
    ...(actions === null ? [] : actions.length === 0 ? [line('no alarm acts on it: nobody is told of anything', canvas, paint.red)] : []),
    ...(actions ?? []).flatMap((check) => actionLines(check, canvas)),
  ].join('\n');
}

function goldenLines({ variant, rows, wrong, differences, problem, failed }: GoldenCheck, canvas: Canvas): string[] {
  const { paint } = canvas;
  const result =
    rows > 0
      ? [
          line(
            `golden rows of ${variant}: ${wrong === 0 ? `all ${rows} as recorded` : `${wrong} of ${rows} otherwise than recorded`}`,
            canvas,
            wrong === 0 ? paint.green : paint.red,
          ),
        ]
      : [];
  const why = problem === null ? [] : [line(`golden rows of ${variant}: ${problem}`, canvas, failed ? paint.red : paint.dim)];
  return [...result, ...differences.map((text) => hanging(text, canvas.width, 3)), ...why];
}

function actionLines(check: ActionCheck, canvas: Canvas): string[] {
  const { severity, alarm, through, outcome, seconds, reason, topics, restored } = check;
  const { paint } = canvas;
  const what = `${severity ?? 'without a severity'}: ${alarm}${through === null ? '' : `, through ${through}`}`;
  const words: Readonly<Record<ActionCheck['outcome'], string>> = {
    told: `told ${topics.map(topicText).join(', ')} after ${seconds ?? 0} s${isHeard(check) ? '' : ', and nobody listens: subscribe to it'}`,
    refused: `nobody is told: ${reason}`,
    silent: `nobody was told in time: ${reason}`,
    'not-tried': `not tried: ${reason}`,
  };
  const style = outcome === 'told' && isHeard(check) ? paint.green : outcome === 'not-tried' ? paint.dim : paint.red;
  const back = restored
    ? []
    : [line(`${through ?? alarm} is not back in the state that it had; its next evaluation decides`, canvas, paint.red)];
  return [line(`${what}: ${words[outcome]}`, canvas, style), ...back];
}

function line(text: string, { width }: Canvas, style: (text: string) => string): string {
  return hanging(text, width, 1)
    .split('\n')
    .map((each) => style(each))
    .join('\n');
}

/** `topic Oncall (2 listen, 1 has not confirmed)`. */
function topicText({ arn, confirmed, pending }: ActionCheck['topics'][number]): string {
  const waiting = pending === 0 ? '' : `, ${pending} ${pending === 1 ? 'has' : 'have'} not confirmed`;
  return `topic ${arn.split(':').at(-1) ?? arn} (${confirmed} ${confirmed === 1 ? 'listens' : 'listen'}${waiting})`;
}
