/** `slipway/results`: what a batch deployment has published, for the programs that read it. No CDK. */
export { openResults } from './open-results.js';
export type { OpenOptions, PublishedObject, Results } from './open-results.js';
export { readFolder, readS3, type ResultSource } from './sources.js';
export { SlipwayError } from '../../core/errors/index.js';
