/** Fewer values show no pattern. */
const FEWEST_VALUES = 50;
const NEARLY_ALL = 0.99;
const MOSTLY_DISTINCT = 0.5;
const MOSTLY_IDS = 0.95;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
/** Years 2000 to 2100 in seconds since 1970. */
const SECONDS = { from: 946_684_800, to: 4_102_444_800 } as const;

/**
 * Why a numeric column tells the calendar or an identity, so that every later window differs from the baseline without any drift; or undefined.
 *
 * @param values finite values in the order of the rows, perhaps thinned evenly
 * @param rows rows of the whole table
 */
export function calendarNumbers(values: ArrayLike<number>, rows: number): string | undefined {
  const count = values.length;
  if (count < FEWEST_VALUES) return undefined;
  const list = Array.from(values);
  const share = (fits: (value: number, index: number) => boolean): number => list.filter(fits).length / count;
  const distinct = new Set(list).size / count;
  const whole = share(Number.isInteger) === 1;
  if (whole && new Set(list).size > 1 && share(isCalendarDate) >= NEARLY_ALL) return 'its numbers read as dates (yyyymmdd)';
  if (whole && distinct > MOSTLY_DISTINCT && share((value) => isTime(value) || isTime(value / 1000)) >= NEARLY_ALL) {
    return 'its numbers read as times since 1970';
  }
  if (distinct > MOSTLY_DISTINCT) {
    const rising = share((value, index) => index === 0 || value >= (list[index - 1] ?? value));
    const falling = share((value, index) => index === 0 || value <= (list[index - 1] ?? value));
    if (Math.max(rising, falling) >= NEARLY_ALL)
      return `its values go ${rising > falling ? 'up' : 'down'} from row to row, as a counter or a clock does`;
  }
  if (whole && distinct >= NEARLY_ALL) {
    const [least, greatest] = list.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
    if (greatest - least < 2 * rows) return 'its whole numbers are all different and lie close together, as ids do';
  }
  return undefined;
}

/** The same of a column of texts. */
export function calendarTexts(values: readonly string[]): string | undefined {
  if (values.length === 0) return undefined;
  if (values.filter((value) => ISO_DATE.test(value)).length / values.length >= MOSTLY_IDS) return 'its texts read as dates';
  if (values.length < FEWEST_VALUES) return undefined;
  return new Set(values).size / values.length >= MOSTLY_IDS
    ? 'nearly every row has a text of its own, as ids and free text have'
    : undefined;
}

function isCalendarDate(value: number): boolean {
  const [month, day] = [Math.floor(value / 100) % 100, value % 100];
  return value >= 19_000_101 && value <= 21_001_231 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function isTime(seconds: number): boolean {
  return seconds >= SECONDS.from && seconds <= SECONDS.to;
}
