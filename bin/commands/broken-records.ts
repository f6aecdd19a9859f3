import { plural, type DriftResult } from '../../runtime/index.js';
import { TerminalHost } from '../render/progress.js';

const SHOWN = 3;

/** Says on stderr how many records could not be read, and where the first ones are. */
export function warnOfBroken(count: number, named: DriftResult['broken']): void {
  if (count === 0) return;
  const places = named.slice(0, SHOWN).map(({ file, line, reason }) => `${file}${line === undefined ? '' : `:${line}`}: ${reason}`);
  const rest = count > places.length ? `; and ${count - places.length} more` : '';
  const text = `${plural(count, 'record')} could not be read and ${count === 1 ? 'is' : 'are'} left out: ${places.join('; ')}${rest}`;
  new TerminalHost(process.stderr).say({ level: 'warn', stage: 'read', text });
}
