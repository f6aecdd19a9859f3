// The features of flights as a data pipeline: checks on what arrives, what cannot be left out, what the last seven days were like at the airport.
//
//     npx slipway run Flights/Features --app "npx tsx pipeline.ts"              succeeds, and says what it left out
//     npx slipway run Flights/Features --app "npx tsx pipeline.ts" -c strict=1  fails: three flights cannot be
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { DataCheck, DataPipeline, NotificationTopic, PipelineSchedule } from 'slipway';
import { FlightFeatures, featureChecks, flightChecks, flightsIn } from './features';

const app = new App();
const stack = new Stack(app, 'Flights');
const strict = app.node.tryGetContext('strict') !== undefined;

const raw = new DataCheck('Raw', { rows: flightsIn(stack), checks: flightChecks(strict ? 1 : undefined) });
const fit = new DataCheck('Fit', { rows: new FlightFeatures().prepare(raw.passed), checks: featureChecks(1_000_000) });

new DataPipeline(stack, 'Features', {
  steps: [fit],
  schedule: PipelineSchedule.daily('04:30', TimeZone.AMERICA_NEW_YORK),
  notify: new SnsAction(new NotificationTopic(stack, 'Oncall').topic),
});
