import { SlipwayError } from '../../../core/errors/index.js';

/** Refuses by name what is not reproduced, with what to do instead. */
export function unsupported(what: string, instead: string, source: string): SlipwayError {
  return new SlipwayError('model-unsupported', `${what}, which is not reproduced here; ${instead}`, { source });
}

export function unreadable(what: string, source: string, cause?: unknown): SlipwayError {
  return new SlipwayError('model-unreadable', `${what}; save the model again, or check that the file is whole`, { source }, { cause });
}
