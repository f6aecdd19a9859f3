import { App } from 'aws-cdk-lib';
import { EnvironmentStage } from '../constructs/index.js';
import { ENVIRONMENTS } from '../lib/environments.js';
import { SpamStack } from '../lib/spam-stack.js';

const app = new App();
for (const environment of ENVIRONMENTS.selected(app)) {
  new SpamStack(new EnvironmentStage(app, environment), 'Spam', environment);
}
