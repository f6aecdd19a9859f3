import type { MapState } from '../definition.js';
import { evaluateFields, evaluationFailure, wrongType } from '../evaluate-fields.js';
import type { Flow, Visit } from '../flow.js';
import type { Json } from '../json.js';

/** The item, or what ItemSelector makes of it. */
export async function selected(flow: Flow, visit: Visit, state: MapState, item: Json): Promise<Json> {
  const { ItemSelector: input = item } = await evaluateFields(flow, visit, { ItemSelector: state.ItemSelector });
  return input;
}

/** The items as a list; anything else is a failed evaluation of Items, or of the state's input where Items is not declared. */
export function listOf(flow: Flow, visit: Visit, state: MapState, items: Json): readonly Json[] {
  if (Array.isArray(items)) return items as readonly Json[];
  if (state.Items !== undefined) throw wrongType(flow, visit, 'Items', state.Items, 'array', items);
  throw evaluationFailure(flow, visit, `Map state input must be an array but was: ${JSON.stringify(items)}`);
}
