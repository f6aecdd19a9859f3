import { dirname, relative, sep } from 'node:path';
import { frameOf } from '../core/errors/index.js';

/** Deep enough to leave this package and CDK behind. */
const FRAMES = 50;

/** Where the package's build puts them. */
const BUILT = `${sep}dist${sep}constructs`;

/** The line outside this package and outside node_modules that led here, as `bin/app.ts:14`; undefined where there is none. */
export function callerOutside(): string | undefined {
  const { stackTraceLimit } = Error;
  const holder: { stack?: string } = {};
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(holder, callerOutside);
  const { stack = '' } = holder;
  Error.stackTraceLimit = stackTraceLimit;
  return lineOutside(stack.split('\n'));
}

/**
 * The first line of a stack trace that is neither this package's nor a library's.
 *
 * @param home folder of the constructs, as they run
 */
export function lineOutside(frames: readonly string[], home: string = __dirname): string | undefined {
  // What runs from dist/ is told by its source maps as the files that it was made of.
  const homes = [home, home.endsWith(BUILT) ? `${home.slice(0, -BUILT.length)}${sep}constructs` : home];
  for (const text of frames) {
    const frame = frameOf(text);
    if (frame !== undefined && isOutside(frame.file, homes)) return `${shortened(frame.file)}:${frame.line}`;
  }
  return undefined;
}

function isOutside(file: string, homes: readonly string[]): boolean {
  const ours = homes.some((home) => file.startsWith(`${home}${sep}`));
  return !ours && !file.includes('node_modules') && !file.startsWith(dirname(process.execPath));
}

function shortened(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}
