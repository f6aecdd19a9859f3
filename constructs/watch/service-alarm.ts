import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { validateStackOf } from '../validation/validate-stack.js';
import type { AlarmDefinition, AlarmOptions } from './alarm-options.js';
import { watchedVariant } from './watched.js';

/** A CloudWatch alarm on one variant of a service, whose text says which model, what broke, what to do, and whose it is. */
export abstract class ServiceAlarm extends Construct {
  /** The alarm itself. */
  readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, options: AlarmOptions, definition: AlarmDefinition) {
    super(scope, id);
    const { service, notify } = options;
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      metric: definition.metric,
      threshold: definition.threshold,
      comparisonOperator: definition.comparison,
      datapointsToAlarm: definition.needed,
      evaluationPeriods: definition.of,
      treatMissingData: definition.missing,
      alarmDescription: describe(options, definition),
    });
    if (notify !== undefined) {
      this.alarm.addAlarmAction(notify);
      this.alarm.addOkAction(notify);
    }
    // What counts silence as a breach would go off before there is an endpoint; the others must not wait, since an endpoint may watch them.
    if (definition.missing === cloudwatch.TreatMissingData.BREACHING) this.alarm.node.addDependency(service);
    validateStackOf(this);
  }
}

function describe({ service, owner, runbook, ...options }: AlarmOptions, { broke, remedy }: AlarmDefinition): string {
  const { variantName, modelName } = watchedVariant({ service, ...options });
  const model = modelName === undefined ? 'Model' : `Model ${modelName}`;
  return [
    `${model} on ${service.serviceName}, variant ${variantName}: ${broke}.`,
    `To do: ${remedy}.`,
    ...(owner === undefined ? [] : [`Owner: ${owner}.`]),
    ...(runbook === undefined ? [] : [`Run-book: ${runbook}`]),
  ].join(' ');
}
