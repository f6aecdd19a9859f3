import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayRules } from '../../constructs/index';
import { RULES } from '../../core/rules/index';
import { scratch } from './apps';

/** An app that is not ours, with a weight below 0. */
function theirs(weight: number): App {
  const app = new App({ outdir: scratch() });
  Validations.of(app).addPlugins(new SlipwayRules());
  new CfnEndpointConfig(new Stack(new Stage(app, 'prod'), 'Serving'), 'Config', {
    productionVariants: [
      { variantName: 'Blue', modelName: 'fraud', instanceType: 'ml.m5.large', initialInstanceCount: 1, initialVariantWeight: weight },
    ],
  });
  return app;
}

function reportOf(app: App): string {
  const status = process.exitCode;
  const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    app.synth();
  } catch {
    // Releases differ in whether a finding throws; the report is there either way.
  } finally {
    written.mockRestore();
    said.mockRestore();
    process.exitCode = status;
  }
  return readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
}

test('as a validation plugin the rules look at any app, in every stage', () => {
  const report = reportOf(theirs(-1));
  expect(report).toContain('variant-weight');
  expect(report).toContain("variant 'Blue' has weight -1; give 0 or more");
});

test('a warning is said and is no violation that fails', () => {
  const report = reportOf(theirs(1));
  expect(report).not.toContain('variant-weight');
});

test('the plugin names its rules', () => {
  expect(new SlipwayRules().ruleIds).toEqual(RULES.map(({ id }) => id));
});
