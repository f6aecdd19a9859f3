import { createColors } from 'picocolors';
import { plural, type Backfill, type BackfilledDay } from '../../runtime/index.js';
import { grouped } from './batch-bar.js';
import { causeText } from '../../core/pipeline/index.js';
import { hanging } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;

type Paint = ReturnType<typeof createColors>;
type Line = readonly [text: string, style?: (text: string) => string];

/** What became of the days of a backfill, for a terminal. */
export function renderBackfill({ path, region, days }: Backfill, surface: Surface): string {
  const paint = createColors(surface.colors);
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const failed = days.filter(({ status }) => status !== 'SUCCEEDED').length;
  const lines: Line[] = [
    [`${path} in ${region}`, paint.bold],
    ...days.flatMap((day) => dayLines(day, paint)),
    failed === 0 ? [`${plural(days.length, 'day')} filled in`] : [`${failed} of ${plural(days.length, 'day')} failed`, paint.red],
  ];
  // An ARN that is broken over lines cannot be pasted.
  const laidOut = (text: string): string => (text.startsWith('arn:') ? `    ${text}` : hanging(text, width, 0));
  return `${lines.map(([text, style = String]) => style(laidOut(text))).join('\n')}\n`;
}

function dayLines({ day, status, error, cause, answer, execution }: BackfilledDay, paint: Paint): Line[] {
  if (answer === null) {
    const why = `${error ?? status}${cause === null ? '' : `: ${causeText(cause)}`}`;
    return [[`${day} ${status.toLowerCase().replaceAll('_', ' ')}: ${why}`, paint.red], [execution]];
  }
  const {
    runId,
    status: left,
    because = '',
    rowsIn = 0,
    rowsOut = 0,
    rejected = 0,
    setAside = 0,
    published = false,
    publishedDay,
  } = answer;
  if (left !== undefined) return [[`${day} left as it is: ${because}`]];
  const where = published ? 'published' : publishedDay === undefined ? `not published: ${because}` : `published for its day: ${because}`;
  return [
    [`${day} run ${runId}: ${grouped(rowsIn)} rows, ${grouped(rowsOut)} scored, ${where}`],
    ...(rejected === 0 ? [] : [[`${day} ${plural(rejected, 'record')} set aside`, paint.red] as const]),
    ...(setAside === 0 ? [] : [[`${day} ${plural(setAside, 'object')} set aside`, paint.red] as const]),
  ];
}
