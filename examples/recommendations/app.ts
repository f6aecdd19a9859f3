/** `npx cdk synth --app "npx tsx examples/recommendations/app.ts"`. */
import { App } from 'aws-cdk-lib';
import { RecommendationsStack } from './stack.js';

new RecommendationsStack(new App(), 'Recommendations');
