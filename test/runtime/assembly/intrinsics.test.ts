import fc from 'fast-check';
import { evaluate, NO_VALUE, type Surroundings } from '../../../runtime/assembly/intrinsics';
import { Unknown } from '../../../runtime/assembly/unknown';

const AROUND: Surroundings = {
  ref: (name) => ({ Name: 'spam', 'AWS::Region': 'eu-central-1', 'AWS::NoValue': NO_VALUE })[name] ?? new Unknown(`there is no ${name}`),
  attribute: (logicalId, attribute) =>
    logicalId === 'Endpoint' ? `Endpoint's ${attribute}` : new Unknown(`there is no resource ${logicalId}`),
  importValue: (name) => (name === 'Shared' ? 'value of another stack' : new Unknown('not exported')),
  mapping: (map, first, second) => (map === 'Dlc' && first === 'eu-central-1' && second === 'account' ? '763104351884' : undefined),
  condition: (name) => (name === 'Open' ? new Unknown('a parameter') : name === 'Yes'),
};

// Expected values: CloudFormation template reference, intrinsic functions, and their examples.
test.each<[string, unknown, unknown]>([
  ['Ref', { Ref: 'Name' }, 'spam'],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Endpoint', 'EndpointName'] }, "Endpoint's EndpointName"],
  ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Endpoint.EndpointName' }, "Endpoint's EndpointName"],
  ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'Name' }, 'c']] }, 'a:spam:c'],
  ['Fn::Sub', { 'Fn::Sub': 'arn:${AWS::Region}:${Endpoint.Arn}:${!Literal}' }, "arn:eu-central-1:Endpoint's Arn:${Literal}"],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${a}-${Name}', { a: { Ref: 'AWS::Region' } }] }, 'eu-central-1-spam'],
  ['Fn::Select', { 'Fn::Select': ['1', ['grapes', 'apples']] }, 'apples'],
  ['Fn::Split', { 'Fn::Split': ['|', 'a||c'] }, ['a', '', 'c']],
  ['Fn::Select of Fn::Split', { 'Fn::Select': [2, { 'Fn::Split': [',', 'a,b,c'] }] }, 'c'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Dlc', { Ref: 'AWS::Region' }, 'account'] }, '763104351884'],
  ['Fn::FindInMap with a default', { 'Fn::FindInMap': ['Dlc', 'mars-1', 'account', { DefaultValue: 'none' }] }, 'none'],
  ['Fn::If, true', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
  ['Fn::If, false', { 'Fn::If': ['No', 'a', 'b'] }, 'b'],
  ['Fn::ImportValue', { 'Fn::ImportValue': 'Shared' }, 'value of another stack'],
  ['Fn::Base64', { 'Fn::Base64': 'AWS CloudFormation' }, 'QVdTIENsb3VkRm9ybWF0aW9u'],
  ['Fn::Length', { 'Fn::Length': ['a', 'b'] }, 2],
  ['Fn::ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Name' } } }, '{"a":"spam"}'],
  ['Fn::Equals', { 'Fn::Equals': [{ Ref: 'Name' }, 'spam'] }, true],
  ['Fn::Not', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, true],
  ['Fn::And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
  ['Fn::Or', { 'Fn::Or': [{ Condition: 'Open' }, { Condition: 'Yes' }] }, true],
  ['AWS::NoValue takes its property away', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['what is no function', { Ref: 'Name', other: 1 }, { Ref: 'Name', other: 1 }],
])('%s', (_name, value, expected) => {
  expect(evaluate(value, AROUND)).toEqual(expected);
});

test.each<[string, unknown, string]>([
  ['a reference to nothing', { Ref: 'Nowhere' }, 'there is no Nowhere'],
  ['a join with one', { 'Fn::Join': ['', ['a', { Ref: 'Nowhere' }]] }, 'there is no Nowhere'],
  ['a substitution with one', { 'Fn::Sub': 'a-${Nowhere}' }, 'there is no Nowhere'],
  ['a condition that is not known', { 'Fn::If': ['Open', 1, 2] }, 'a parameter'],
  ['a dynamic reference', '{{resolve:ssm:/ami}}', 'dynamic reference'],
  ['a macro', { 'Fn::Transform': { Name: 'Mine' } }, 'runs in the account'],
  ['zones', { 'Fn::GetAZs': '' }, 'not known offline'],
])('%s is unknown, and says why', (_name, value, reason) => {
  const result = evaluate(value, AROUND);
  expect(result).toBeInstanceOf(Unknown);
  expect(String(result)).toContain(reason);
});

test('no value makes the evaluation stumble', () => {
  const names = [
    'Ref',
    'Fn::Join',
    'Fn::Sub',
    'Fn::Select',
    'Fn::Split',
    'Fn::If',
    'Fn::GetAtt',
    'Fn::FindInMap',
    'Fn::And',
    'Fn::Equals',
    'Fn::ImportValue',
    'Condition',
  ];
  const call = fc.tuple(fc.constantFrom(...names), fc.jsonValue()).map(([name, argument]) => ({ [name]: argument }));
  fc.assert(
    fc.property(call, (value) => {
      expect(() => evaluate(value, AROUND)).not.toThrow();
    }),
  );
});
