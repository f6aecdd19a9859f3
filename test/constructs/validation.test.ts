import { App, CfnCondition, CfnParameter, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelDeployment } from '../../constructs/index';
import { templateOf } from '../../constructs/validation/template-of';
import { realtime, scratch, spamModel, stackOf } from './apps';

interface Written {
  readonly Resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [section: string]: unknown;
}

/** What the rules saw, read wholly, beside what was written. */
function seenAndWritten(stack: Stack): { readonly seen: Written; readonly written: Written } {
  let seen: Written | undefined;
  stack.node.addValidation({
    validate: () => {
      const template = templateOf(stack);
      const resources = Object.entries(template.Resources ?? {}).map(([id, { Type, Properties, Condition, DependsOn, Metadata }]) => [
        id,
        { Type, Properties, Condition, DependsOn, Metadata },
      ]);
      seen = JSON.parse(JSON.stringify({ ...template, Resources: Object.fromEntries(resources) as unknown })) as Written;
      return [];
    },
  });
  const { directory } = (stack.node.root as App).synth();
  const written = JSON.parse(readFileSync(join(directory, stack.templateFile), 'utf8')) as Written;
  if (seen === undefined) throw new Error('nothing was validated');
  return { seen, written };
}

/** The attributes of a resource that rules may look at. */
function looked({ Resources }: Written): unknown {
  return Object.fromEntries(
    Object.entries(Resources).map(([id, { Type, Properties, Condition, DependsOn, Metadata }]) => [
      id,
      { Type, Properties, Condition, DependsOn, Metadata },
    ]),
  );
}

test('the rules see every resource as it is written', () => {
  const stack = stackOf();
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime() });
  const { seen, written } = seenAndWritten(stack);
  expect(Object.keys(seen.Resources).length).toBeGreaterThan(20);
  expect(looked(seen)).toEqual(looked(written));
  expect(seen['Outputs']).toEqual(written['Outputs']);
});

test('overridden types, conditions and parameters are seen; other stacks and what is not written are not', () => {
  class Unwritten extends CfnResource {
    protected override shouldSynthesize(): boolean {
      return false;
    }
  }
  const stack = new Stack(new App({ outdir: scratch() }), 'Spam');
  const parameter = new CfnParameter(stack, 'Stage');
  const condition = new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals(parameter.valueAsString, 'prod') });
  const overridden = new CfnResource(stack, 'Overridden', { type: 'Custom::Before', properties: { Weight: 1 } });
  overridden.addOverride('Type', 'AWS::SageMaker::Model');
  overridden.addPropertyOverride('Weight', -1);
  overridden.cfnOptions.condition = condition;
  new Unwritten(stack, 'Unwritten', { type: 'Custom::Never' });
  new CfnResource(new NestedStack(stack, 'Nested'), 'Elsewhere', { type: 'Custom::Elsewhere' });
  const { seen, written } = seenAndWritten(stack);
  expect(seen.Resources['Overridden']).toMatchObject({
    Type: 'AWS::SageMaker::Model',
    Properties: { Weight: -1 },
    Condition: 'IsProd',
  });
  expect(Object.keys(seen.Resources).toSorted()).toEqual(Object.keys(written.Resources).toSorted());
  expect(Object.keys(seen.Resources)).not.toContain('Unwritten');
  expect(Object.keys(seen.Resources)).not.toContain('Elsewhere');
  expect(seen['Conditions']).toEqual(written['Conditions']);
  expect(seen['Parameters']).toMatchObject({ Stage: { Type: 'String' } });
});
