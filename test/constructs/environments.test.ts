import { App, Stack, type CfnResource } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Environments, EnvironmentStage, type EnvironmentProps } from '../../constructs/index';
import { scratch } from './apps';

const DEV: EnvironmentProps = { name: 'dev', env: { region: 'eu-central-1' }, currentAccount: true };
const PROD: EnvironmentProps = { name: 'prod', env: { account: '210987654321', region: 'eu-central-1' } };

function appWith(context: Record<string, string> = {}): App {
  return new App({ outdir: scratch(), context });
}

test('without a choice all environments are made, with -c env= the one that is named', () => {
  const environments = Environments.of(DEV, PROD);
  expect(environments.selected(appWith()).map(({ name }) => name)).toEqual(['dev', 'prod']);
  expect(environments.selected(appWith({ env: 'prod' })).map(({ name }) => name)).toEqual(['prod']);
});

test('an unknown environment is refused with the list of those there are, and the line that declares them', () => {
  expect(() => Environments.of(DEV, PROD).selected(appWith({ env: 'production' }))).toThrow(
    /there is no environment 'production'; give -c env= one of dev, prod, .*\(test\/constructs\/environments\.test\.ts:\d+\)/,
  );
});

test('all that is missing in any environment is said at once', () => {
  const problems = (): unknown =>
    Environments.of(
      { name: 'dev' },
      { name: 'prod', env: { account: '12', region: 'eu-central-1' } },
      { name: '1st', env: { account: '210987654321' } },
    );
  expect(problems).toThrow(
    /'dev' has no region[\s\S]*'dev' has no account[\s\S]*account '12'; an account has twelve digits[\s\S]*name '1st'[\s\S]*'1st' has no region/,
  );
});

test("only an environment of one's own may take the account that is logged in", () => {
  expect(() => Environments.of({ ...DEV, env: { account: '210987654321', region: 'eu-central-1' } })).toThrow(
    'both an account and currentAccount',
  );
  expect(() => Environments.of({ ...DEV, terminationProtection: true })).toThrow('protected from deletion');
});

test('two environments of one name are refused, and so are none', () => {
  expect(() => Environments.of(DEV, DEV)).toThrow("'dev' is declared twice");
  expect(() => Environments.of()).toThrow('no environment is declared');
});

test('a placeholder account synthesizes with a warning that names the line to change', () => {
  const app = appWith();
  const declared = Environments.of({
    name: 'prod',
    env: { account: '444455556666', region: 'eu-central-1' },
  });
  declared.selected(app);
  const messages = app.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
  expect(messages.join()).toMatch(/'prod' has the example account 444455556666.*\(test\/constructs\/environments\.test\.ts:\d+\)/);
});

test('an environment carries its tags, its qualifier and its protection into every stack', () => {
  const stage = new EnvironmentStage(appWith(), { ...PROD, tags: { owner: 'mail' }, qualifier: 'mail1234', terminationProtection: true });
  const stack = new Stack(stage, 'Spam');
  const topic = new sns.Topic(stack, 'T');
  const assembly = stage.synth();
  expect(stack.terminationProtection).toBe(true);
  expect(stack.resolve((topic.node.defaultChild as CfnResource & { tags: { renderTags(): unknown } }).tags.renderTags())).toEqual([
    { key: 'owner', value: 'mail' },
  ]);
  expect(JSON.stringify(assembly.manifest)).toContain('cdk-mail1234-deploy-role');
  Template.fromStack(stack).hasResourceProperties('AWS::SNS::Topic', { Tags: Match.arrayWith([{ Key: 'owner', Value: 'mail' }]) });
  Annotations.fromStack(stack).hasNoError('*', Match.anyValue());
});
