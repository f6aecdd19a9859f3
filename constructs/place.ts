import { dirname, relative, sep } from 'node:path';
import { frameOf } from '../core/errors/index.js';

/** Deep enough to leave this package and CDK behind. */
const FRAMES = 50;

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

/** The first line of a stack trace that is neither this package's nor a library's. */
export function lineOutside(frames: readonly string[]): string | undefined {
  for (const text of frames) {
    const frame = frameOf(text);
    if (frame !== undefined && isOutside(frame.file)) return `${shortened(frame.file)}:${frame.line}`;
  }
  return undefined;
}

function isOutside(file: string): boolean {
  return !file.startsWith(`${__dirname}${sep}`) && !file.includes('node_modules') && !file.startsWith(dirname(process.execPath));
}

function shortened(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}
