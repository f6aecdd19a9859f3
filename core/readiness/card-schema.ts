import { chosen, list, number, object, oneOf, text, texts, type Check } from './card-checks.js';

/**
 * SageMaker's model-card JSON, schema 0.1.0: Developer Guide, model-cards-json-schema; botocore 1.43.107, CreateModelCardRequest. The guide
 * puts `maxItems` where strict validators pass over it, and the service counts nonetheless: whether it does for each list is UNCONFIRMED.
 */
export const CARD_LIMITS = { characters: 100_000, nameLength: 63 } as const;

const NAME = text(255, 1);
const LONG = text(2048);
const USUAL = text(1024);
const ARTIFACTS = list(USUAL, 15);
const AXIS = text(63);

const pairs = object({ name: NAME, value: text(255) }, ['name', 'value']);
const trainingMetric = object({ name: NAME, value: number, notes: USUAL }, ['name', 'value']);

function metric(value: Check, axis: Check): Check {
  return object(
    {
      name: NAME,
      type: oneOf('number', 'string', 'boolean', 'linear_graph', 'bar_chart', 'matrix'),
      notes: USUAL,
      value,
      x_axis_name: axis,
      y_axis_name: axis,
    },
    ['name', 'type', 'value'],
  );
}

/** Names of an axis: one, or one for each bar or row. */
const axisNames: Check = (value, at) => (Array.isArray(value) ? list(AXIS, 20)(value, at) : AXIS(value, at));
const flag: Check = (value, at) => (typeof value === 'boolean' ? [] : [`${at} is no boolean; give true or false`]);
const SIMPLE = new Map<unknown, Check>([
  ['number', number],
  ['string', AXIS],
  ['boolean', flag],
  ['linear_graph', list(list(number, 2, 2), 20, 1)],
  ['bar_chart', list(number, 20, 1)],
  ['matrix', list(list(number, 20, 1), 20, 1)],
]);
const metricData = chosen(({ type }) => metric(SIMPLE.get(type) ?? number, axisNames));

const evaluation = object(
  {
    name: text(63, 1),
    evaluation_observation: text(2096),
    evaluation_job_arn: text(256),
    datasets: list(USUAL, 10),
    metadata: texts(1024),
    metric_groups: list(
      object({ name: text(63, 1), metric_data: list(metricData, Number.POSITIVE_INFINITY) }, ['name', 'metric_data']),
      1000,
    ),
  },
  ['name'],
);

const training = object({
  objective_function: object({ function: object({ function: oneOf('Maximize', 'Minimize'), facet: AXIS, condition: AXIS }), notes: USUAL }),
  training_observations: USUAL,
  training_job_details: object({
    training_arn: USUAL,
    training_datasets: ARTIFACTS,
    training_environment: object({ container_image: ARTIFACTS }),
    training_metrics: list(trainingMetric, 50),
    user_provided_training_metrics: list(trainingMetric, 50),
    hyper_parameters: list(pairs, 100),
    user_provided_hyper_parameters: list(pairs, 100),
  }),
});

/** What the service fills in of a package; whatever is in it is passed on. */
const anything: Check = () => [];

const card = object({
  model_overview: object({
    model_id: USUAL,
    model_name: USUAL,
    model_version: number,
    model_description: USUAL,
    model_creator: USUAL,
    model_owner: USUAL,
    algorithm_type: USUAL,
    problem_type: text(Number.POSITIVE_INFINITY),
    model_artifact: ARTIFACTS,
    inference_environment: object({ container_image: ARTIFACTS }),
  }),
  intended_uses: object({
    purpose_of_model: LONG,
    intended_uses: LONG,
    factors_affecting_model_efficiency: LONG,
    risk_rating: oneOf('High', 'Medium', 'Low', 'Unknown'),
    explanations_for_risk_rating: LONG,
  }),
  business_details: object({ business_problem: LONG, business_stakeholders: LONG, line_of_business: LONG }),
  training_details: training,
  evaluation_details: list(evaluation, Number.POSITIVE_INFINITY),
  additional_information: object({ ethical_considerations: LONG, caveats_and_recommendations: LONG, custom_details: texts(1024) }),
  model_package_details: anything,
});

/** Everything for which SageMaker would refuse a card, each with its place in it. */
export function cardProblems(value: unknown): string[] {
  const { length } = JSON.stringify(value) ?? '';
  return [
    ...card(value, ''),
    ...(length > CARD_LIMITS.characters
      ? [`the card has ${length} characters; SageMaker takes ${CARD_LIMITS.characters}: leave out slices, or round`]
      : []),
  ];
}
