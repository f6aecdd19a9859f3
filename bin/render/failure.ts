import colors from 'picocolors';
import { SlipwayError } from '../../core/errors/index.js';
import { EXIT } from '../exit.js';

/** Says what went wrong on stderr and returns the exit code: the user's input is explained, our own defects come with a stack. */
export function reportFailure(failure: unknown, stream: NodeJS.WriteStream = process.stderr): number {
  if (failure instanceof Error && failure.name === 'AbortError') return EXIT.interrupted;
  if (failure instanceof SlipwayError && failure.blame === 'you') {
    stream.write(`${colors.red(failure.code)}: ${failure.message}\n`);
    return EXIT.yours;
  }
  stream.write(`${colors.red('internal')}: ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}\n`);
  return EXIT.ours;
}
