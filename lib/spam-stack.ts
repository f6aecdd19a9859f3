import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import {
  AlarmPlan,
  DataCapture,
  DriftPlan,
  Hosting,
  Model,
  ModelDeployment,
  NotificationTopic,
  Traffic,
  type EnvironmentProps,
} from '../constructs/index.js';

const MODEL = join(__dirname, '..', 'examples', 'spam-filter', 'model');

/** The spam filter, served online: answers within 100 ms, called at least twice a minute, watched. */
export class SpamStack extends Stack {
  constructor(scope: Construct, id: string, environment: EnvironmentProps) {
    super(scope, id, { description: 'Spam filter: scores e-mails online' });
    const { instanceType, capacity, removalPolicy, notify, readiness } = environment;
    if (instanceType === undefined) return;
    const oncall = new NotificationTopic(this, 'Oncall', { emails: notify === undefined ? [] : [notify], removalPolicy });
    new ModelDeployment(this, 'Filter', {
      model: Model.fromDirectory(MODEL),
      readiness,
      hosting: Hosting.realtime({
        instanceType,
        capacity,
        latency: Duration.millis(100),
        traffic: Traffic.promised({ perMinute: 600, quietestPerMinute: 2 }),
        capture: DataCapture.sample(100, { removalPolicy }),
      }),
      alarms: AlarmPlan.standard(),
      drift: DriftPlan.standard(Duration.hours(1), { removalPolicy }),
      notify: oncall.topic,
      owner: 'mail-platform',
      runbook: 'https://example.com/runbooks/spam-filter',
    });
  }
}
