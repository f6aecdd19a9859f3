import { SlipwayError } from '../../errors/index.js';
import type { ConstraintsDocument, StatisticsDocument } from './documents.js';

/**
 * Takes a parsed constraints.json, Model Monitor's or ours.
 *
 * @param source name of the file, for the message
 */
export function readConstraints(value: unknown, source: string): ConstraintsDocument {
  const features = featuresOf(value, source);
  const problems = features.flatMap((feature, index) => [
    ...fits(feature['completeness'], 'number', `features[${index}].completeness`),
    ...fits(feature['num_constraints'], 'object', `features[${index}].num_constraints`),
    ...fits(feature['string_constraints'], 'object', `features[${index}].string_constraints`),
    ...fits(domainsOf(feature), 'list', `features[${index}].string_constraints.domains`),
  ]);
  refuse([...problems, ...fits((value as Parsed)['monitoring_config'], 'object', 'monitoring_config')], source);
  return value as ConstraintsDocument;
}

/** Takes a parsed statistics.json, Model Monitor's or ours. */
export function readStatistics(value: unknown, source: string): StatisticsDocument {
  const features = featuresOf(value, source);
  const problems = features.flatMap((feature, index) => {
    const data = at(feature, 'numerical_statistics', 'distribution', 'kll', 'sketch', 'data');
    const buckets = at(feature, 'string_statistics', 'distribution', 'categorical', 'buckets');
    return [
      ...fits(data, 'list', `features[${index}].numerical_statistics.distribution.kll.sketch.data`),
      ...fits(buckets, 'list', `features[${index}].string_statistics.distribution.categorical.buckets`),
    ];
  });
  refuse(problems, source);
  return value as StatisticsDocument;
}

type Parsed = Readonly<Record<string, unknown>>;

function featuresOf(value: unknown, source: string): Parsed[] {
  const features = isObject(value) ? value['features'] : undefined;
  if (Array.isArray(features) && features.every((feature) => isObject(feature) && typeof feature['name'] === 'string'))
    return features as Parsed[];
  throw new SlipwayError('profile-invalid', 'it holds no list of features with a name each; give the file as Model Monitor writes it', {
    source,
  });
}

function domainsOf(feature: Parsed): unknown {
  return at(feature, 'string_constraints', 'domains');
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** What is absent fits. */
function fits(value: unknown, kind: 'number' | 'object' | 'list', place: string): string[] {
  const right =
    value === undefined ||
    value === null ||
    (kind === 'list' ? Array.isArray(value) : kind === 'object' ? isObject(value) : typeof value === kind);
  return right ? [] : [`${place} is no ${kind}`];
}

function refuse(problems: readonly string[], source: string): void {
  if (problems.length > 0)
    throw new SlipwayError('profile-invalid', `${problems.join('; ')}; give the file as Model Monitor writes it`, { source });
}

function isObject(value: unknown): value is Parsed {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
