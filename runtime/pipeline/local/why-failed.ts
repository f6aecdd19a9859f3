import { causeText } from '../../../core/pipeline/index.js';
import type { ExecutionResult } from '../execution.js';
import { isObject } from '../json.js';
import type { MapRuns } from '../map-runs.js';
import { RunPlaces } from './run-places.js';

/**
 * Why a run failed: what Step Functions says, and of a step over objects what the call says that failed, which Step Functions keeps in the results
 * of the map run.
 */
export function whyFailed({ error, cause }: ExecutionResult, { failures }: MapRuns): string | undefined {
  const [first] = failures.at(-1) ?? [];
  if (error !== 'States.ExceedToleratedFailureThreshold' || first === undefined) return cause;
  const objects = RunPlaces.in(isObject(first.input) ? (first.input['Items'] ?? null) : null).join(', ');
  return `${cause}\nthe call for ${objects} failed with ${first.Error}: ${causeText(first.Cause ?? '')}`;
}
