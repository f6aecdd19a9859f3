import type {
  AlarmReport,
  AlarmVerdict,
  BlindSpot,
  FaultReport,
  FaultStatus,
  Figure,
  ModelReport,
  UpdateReport,
} from './rehearsal-report.js';

/** How people read what the report holds; the terminal and the page say the same. A rehearsal shows, it never proves. */
export const VERDICT_WORDS: Readonly<Record<AlarmVerdict, string>> = {
  fires: 'fires in rehearsal',
  'never-fires': 'never fires',
  noisy: 'noisy',
  depends: 'depends',
  'not-reproducible': 'not reproducible here',
};

export const STATUS_WORDS: Readonly<Record<FaultStatus, string>> = {
  seen: 'seen',
  blind: 'nobody is told',
  harmless: 'harmless',
  'not-runnable': 'not run',
};

/** Minutes as people say them: `at once`, `16 min`, `5.5 h`, `12 days`. */
export function minutesText(minutes: number): string {
  if (minutes < 1) return 'at once';
  if (minutes < 180) return `${rounded(minutes)} min`;
  if (minutes < 48 * 60) return `${rounded(minutes / 60)} h`;
  return `${rounded(minutes / 60 / 24)} days`;
}

/** The same where there is little room: minutes as a bare number. */
export function minutesShort(minutes: number): string {
  if (minutes < 180) return String(Math.round(minutes));
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / 60 / 24)} d`;
}

/** A number with its thousands apart, the same on every machine. */
export function countText(value: number): string {
  const [whole = '', part] = String(rounded(value)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** Four digits are as much as a figure of a rehearsal is worth. */
function rounded(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 1000) return Math.round(value);
  return Number(value.toPrecision(value < 10 ? 3 : 4));
}

/** `service time p50 0.41 ms`. */
export function figureText({ name, value, unit }: Figure): string {
  return `${name} ${valueText({ value, unit })}`;
}

/** `0.41 ms`, `20 %`, `1`. */
export function valueText({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  return unit === '' ? countText(value) : `${countText(value)} ${unit}`;
}

/** `9,214 of 18,000`: harmed before anybody was told, and in all. */
export function harmText({ harmed, harmedBeforeTold }: FaultReport): string {
  if (harmed === 0) return '';
  return harmed === harmedBeforeTold ? `all ${countText(harmed)}` : `${countText(harmedBeforeTold)} of ${countText(harmed)}`;
}

/** Whether an alarm decides the exit code. */
export function countsAgainst({ verdict, accepted }: AlarmReport): boolean {
  return accepted === null && (verdict === 'never-fires' || verdict === 'noisy');
}

/** Whether a blind spot decides the exit code. */
export function spotCounts({ counts, accepted }: BlindSpot): boolean {
  return counts && accepted === null;
}

/** Whether an update decides the exit code. */
export function updateCounts({ counts, asItShould, accepted }: UpdateReport): boolean {
  return counts && !asItShould && accepted === null;
}

/** Whether a model decides the exit code: it does not answer its golden rows as recorded. */
export function modelCounts({ goldenDifferent, accepted }: ModelReport): boolean {
  return goldenDifferent.length > 0 && accepted === null;
}

/** `1 alarm`, `2 alarms`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
