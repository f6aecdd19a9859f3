import { App, Stage, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { EnvironmentStage, SlipwayRules } from '../../constructs/index.js';
import { environments } from '../../lib/environments.js';
import { SpamStack } from '../../lib/spam-stack.js';
import { Engines } from './engines.js';
import { Everything } from './everything.js';

// The app of bin/app.ts with accounts that are no placeholders, under every check: what `npm run synth` holds to.
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(), new SlipwayRules());
for (const environment of environments({ staging: '210987654321', prod: '310987654321' }).selected(app)) {
  new SpamStack(new EnvironmentStage(app, environment), 'Spam', environment);
}
const everything = new Stage(app, 'everything');
new Everything(everything);
new Engines(everything);
