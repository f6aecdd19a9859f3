import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardContent, packageCard } from '../../../core/readiness/card-content';
import { cardProblems } from '../../../core/readiness/card-schema';

const CARD = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model', 'card.json'), 'utf8')) as Record<
  string,
  unknown
>;

function withMetric(metric: object): unknown {
  return { evaluation_details: [{ name: 'held-out', metric_groups: [{ name: 'metrics', metric_data: [metric] }] }] };
}

test('a card that SageMaker takes has no problems: the example, and an empty one, since no section is required', () => {
  expect(cardProblems(CARD)).toEqual([]);
  expect(cardProblems({})).toEqual([]);
});

// Limits: SageMaker Developer Guide, model-cards-json-schema, version 0.1.0.
test.each<[string, unknown, string]>([
  [
    'a text that is too long',
    { model_overview: { model_owner: 'x'.repeat(1025) } },
    'model_overview.model_owner has 1025 characters; SageMaker takes 1024',
  ],
  [
    'a rating that there is not',
    { intended_uses: { risk_rating: 'Grave' } },
    "risk_rating is 'Grave'; give one of High, Medium, Low, Unknown",
  ],
  ['a field of nobody', { model_overview: { licence: 'MIT' } }, 'model_overview.licence is no field of a model card'],
  ['an evaluation without a name', { evaluation_details: [{ datasets: [] }] }, 'evaluation_details[0].name is missing'],
  ['a name of an evaluation that is too long', { evaluation_details: [{ name: 'x'.repeat(64) }] }, 'has 64 characters; SageMaker takes 63'],
  ['metadata that is no text', { evaluation_details: [{ name: 'a', metadata: { rows: 842 } }] }, 'metadata.rows is 842; give a text'],
  ['a metric without a type', withMetric({ name: 'roc_auc', value: 1 }), 'type is missing'],
  ['a metric of the wrong type', withMetric({ name: 'roc_auc', type: 'number', value: '0.9' }), "value is '0.9'; give a number"],
  [
    'a matrix of too many classes',
    withMetric({ name: 'm', type: 'matrix', value: Array.from({ length: 21 }, () => [1]) }),
    'value has 21 entries; SageMaker takes 1 to 20',
  ],
  ['a graph of single numbers', withMetric({ name: 'g', type: 'linear_graph', value: [1, 2] }), 'value[0] is 1; give a list'],
  ['something that is no card', [], 'the card is a list; give an object'],
  [
    'too many hyper-parameters',
    { training_details: { training_job_details: { hyper_parameters: Array.from({ length: 101 }, () => ({ name: 'a', value: 'b' })) } } },
    'has 101 entries; SageMaker takes 0 to 100',
  ],
])('%s is found', (_what, card, message) => {
  expect(cardProblems(card).join('\n')).toContain(message);
});

test('a card of more than 100,000 characters is found', () => {
  const evaluation_details = Array.from({ length: 60 }, (_, at) => ({ name: `e${at}`, evaluation_observation: 'x'.repeat(2000) }));
  expect(cardProblems({ evaluation_details }).join()).toMatch(/the card has 12\d{4} characters; SageMaker takes 100000/);
});

test('CloudFormation takes capitals, lists for the names of axes, and the keys of maps as they are', () => {
  const card = {
    evaluation_details: [
      {
        name: 'held-out',
        metadata: { row_count: '842' },
        metric_groups: [{ name: 'm', metric_data: [{ name: 'r', type: 'linear_graph', x_axis_name: 'said', value: [[0, 1]] }] }],
      },
    ],
    additional_information: { custom_details: { approved_by: 'ada' } },
  };
  expect(cardContent(card)).toEqual({
    EvaluationDetails: [
      {
        Name: 'held-out',
        Metadata: { row_count: '842' },
        MetricGroups: [{ Name: 'm', MetricData: [{ Name: 'r', Type: 'linear_graph', XAxisName: ['said'], Value: [[0, 1]] }] }],
      },
    ],
    AdditionalInformation: { CustomDetails: { approved_by: 'ada' } },
  });
});

test('of the overview a package takes creator and artifacts alone, and nothing that the service fills in', () => {
  const card = {
    model_overview: { model_name: 'spam', model_creator: 'ada', model_artifact: ['s3://m'] },
    model_package_details: { model_approval_status: 'Approved' },
    intended_uses: { purpose_of_model: 'mail' },
  };
  expect(JSON.parse(packageCard(card))).toEqual({
    model_overview: { model_creator: 'ada', model_artifact: ['s3://m'] },
    intended_uses: { purpose_of_model: 'mail' },
  });
});
