import { csvRows } from '../../codec/csv-rows.js';
import { SlipwayError } from '../../errors/index.js';
import type { AnswerRow } from './read-answer.js';

/** The rows of the CSV file that Athena writes as the result of a statement. */
export function answerRows(text: string, source: string): AnswerRow[] {
  const read = csvRows(text);
  const [header, ...rows] = read.ok ? read.rows : [];
  if (header === undefined)
    throw new SlipwayError('profile-invalid', 'it is no result of Athena; give the CSV file that it wrote', { source });
  // An empty cell is one without a value: no count is ever empty.
  return rows.map((cells) => Object.fromEntries(header.flatMap((name, place) => (cells[place] === '' ? [] : [[name, cells[place]]]))));
}
