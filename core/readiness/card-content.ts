import { isRecord, recordIn } from './json.js';

/** Objects whose keys are the user's own. */
const MAPS = new Set(['metadata', 'custom_details']);
const AXES = new Set(['x_axis_name', 'y_axis_name']);

/**
 * A card as CloudFormation takes it: properties with capitals where the API takes a JSON text in snake case, and lists for the names of every
 * axis where the JSON schema has a text for some.
 */
export function cardContent(card: unknown): Readonly<Record<string, unknown>> {
  const content = converted(card);
  return isRecord(content) ? content : {};
}

function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      capitals(key),
      MAPS.has(key) ? each : AXES.has(key) && typeof each === 'string' ? [each] : converted(each),
    ]),
  );
}

function capitals(key: string): string {
  return key.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * A card as a model package takes it, a JSON text: without what the service fills in, and of the overview only creator and artifacts (botocore
 * 1.43.107, ModelPackageModelCard).
 */
export function packageCard(card: unknown): string {
  const { model_package_details: _, model_overview: __, ...rest } = isRecord(card) ? card : {};
  const { model_creator: creator, model_artifact: artifact } = isRecord(card) ? recordIn(card, 'model_overview') : {};
  const overview = {
    ...(creator === undefined ? {} : { model_creator: creator }),
    ...(artifact === undefined ? {} : { model_artifact: artifact }),
  };
  return JSON.stringify({ ...(Object.keys(overview).length === 0 ? {} : { model_overview: overview }), ...rest });
}
