export { SlipwayError, throwProblems, withPlace, type Place } from './error.js';
export { frameOf, type Frame } from './frame.js';
export { ERRORS, type ErrorCode } from './registry.js';
export type { ErrorEntry } from './entry.js';
