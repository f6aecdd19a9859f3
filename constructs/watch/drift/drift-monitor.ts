import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { SlipwayError, throwProblems } from '../../../core/errors/index.js';
import { VERDICT_LIMITS } from '../../../core/drift/verdict/limits.js';
import type { CapturedRecords } from '../../hosting/captured-records.js';
import { HostingMode } from '../../hosting/hosting-mode.js';
import { injectedProps } from '../../injected-props.js';
import { validateStackOf } from '../../validation/validate-stack.js';
import { SeverityAlarm } from '../severity-alarm.js';
import { watchedVariant } from '../watched.js';
import type { DriftMonitorProps } from './drift-monitor-props.js';
import { EngineMachine } from './engine/engine-machine.js';
import { MonitorAlarm } from './monitor-alarm.js';
import { MonitorCheck } from './monitor-check.js';
import { addMonitorDocument, baselineOfModel, mayMissValues, monitorDocument } from './monitor-document.js';
import { MonitorFunction } from './monitor-function.js';
import { makeResults } from './monitor-results.js';
import { watchedQuality } from './monitor-quality.js';
import { MonitorSchedules } from './monitor-schedules.js';

const DEFAULT_EVERY = Duration.hours(1);
const SHORTEST_MINUTES = 5;
const LONGEST_MINUTES = 60;
const MINUTES_A_DAY = 1440;

/**
 * Watches what a model is asked and what it answers: reads captured records on a schedule, compares them with a baseline, keeps results in S3,
 * publishes metrics in the namespace `Slipway`, and says by alarms what is wrong. Feature drift is not concept drift: only labels see that.
 */
export class DriftMonitor extends Construct {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.watch.DriftMonitor';

  /** Value of the metrics' dimension `Deployment`: the name of the service. */
  readonly deployment: string;

  /** What reads the records. */
  readonly handler: lambda.Function;

  /**
   * What lets another engine count days; start an execution to judge what was left, with `{"time": "…"}` for another time than now.
   *
   * @default - none: the function counts them itself
   */
  readonly engineStateMachine?: sfn.IStateMachine;

  /** Where results lie. */
  readonly results: s3.IBucket;

  /** Its alarms that wake somebody. */
  readonly pages: MonitorAlarm[];

  /** Its alarms that can wait until morning. */
  readonly tickets: MonitorAlarm[];

  constructor(scope: Construct, id: string, props: DriftMonitorProps) {
    super(scope, id);
    const given = injectedProps(scope, id, DriftMonitor.PROPERTY_INJECTION_ID, props);
    const { service, every = DEFAULT_EVERY, featureMetrics = [], runbook, page, ticket = page } = given;
    const { variantName, modelFolder } = watchedVariant(given);
    const records = this.recordsOf(given);
    const baseline = given.baseline ?? baselineOfModel(modelFolder);
    const batch = service.mode === HostingMode.BATCH;
    const problems = [...problemsOf(every, baseline, service.serviceName), ...(batch ? problemsOfBatch(given, records) : [])];
    throwProblems('drift-monitor', problems, { path: this.node.path });
    const document = monitorDocument(baseline ?? '', modelFolder);
    const counting = given.engine?._counting;
    throwProblems('drift-monitor', counting?.problems(document.baseline) ?? [], { path: this.node.path });
    const statement = counting?.statement(document.baseline);
    const quality = given.quality === undefined ? undefined : watchedQuality(given.quality, document, this.node.path);
    refuseUnknownFeatures(featureMetrics, document, this.node.path);
    this.deployment = service.serviceName;
    this.results = given.results ?? makeResults(this, given);
    const days = (given.weekly ?? isSparse(given, records)) ? 7 : 1;
    if (counting !== undefined && days > 1) throw this.tooLittleForEngine();
    this.handler = new MonitorFunction(this, 'Function', {
      deployment: this.deployment,
      service,
      variantName,
      records,
      results: this.results,
      document: addMonitorDocument(this, { ...document, ...(statement === undefined ? {} : { statement }) }),
      asksGolden: document.golden.length > 0 && !batch,
      every,
      days,
      featureMetrics,
      ...(counting === undefined ? {} : { engine: counting.kind }),
      ...(quality === undefined ? {} : { quality }),
      runtime: given.runtime,
      memorySize: given.memorySize,
    }).function;
    const { deployment, results, handler } = this;
    if (counting !== undefined)
      this.engineStateMachine = new EngineMachine(this, 'Engine', {
        counting,
        handler,
        deployment,
        serviceName: service.serviceName,
        records,
        results,
      }).stateMachine;
    const engine = this.engineStateMachine;
    new MonitorSchedules(this, 'Schedules', handler, {
      every,
      quality: quality !== undefined,
      ...(engine === undefined ? {} : { engine }),
    });
    const checks = checksFor(document, modelFolder, { quality: quality !== undefined, engine: counting !== undefined }).filter(
      (check) => !batch || !OF_ENDPOINTS.includes(check),
    );
    const declare = (check: MonitorCheck): MonitorAlarm => this.alarm(check, given, every, days);
    this.pages = checks.filter((check) => check.pages).map(declare);
    this.tickets = checks.filter((check) => !check.pages).map(declare);
    for (const [severity, notify, members] of [['page', page, this.pages] as const, ['ticket', ticket, this.tickets] as const]) {
      if (notify === undefined) continue;
      new SeverityAlarm(this, severity === 'page' ? 'Page' : 'Ticket', {
        alarms: members,
        notify,
        severity,
        serviceName: this.deployment,
        runbook,
      });
    }
    validateStackOf(this);
  }

  /**
   * Starts something when features drifted in two of three days, a retraining pipeline for example. It goes by the alarm, so that a retry or a
   * late object starts nothing twice.
   *
   * @param id id of the rule in this scope
   * @param target what is started
   */
  onFeatureDrift(id: string, target: events.IRuleTarget): events.Rule {
    const drift = this.tickets.find(({ node }) => node.id === MonitorCheck.FEATURE_DRIFT.name);
    return new events.Rule(this, id, {
      description: `Features of ${this.deployment} drifted`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: drift === undefined ? [] : [drift.alarm.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [target],
    });
  }

  private alarm(
    check: MonitorCheck,
    { service, variantName, owner, runbook }: DriftMonitorProps,
    every: Duration,
    days: number,
  ): MonitorAlarm {
    return new MonitorAlarm(this, check.name, {
      service,
      variantName,
      owner,
      runbook,
      check,
      deployment: this.deployment,
      every,
      days,
      perRun: service.mode === HostingMode.BATCH,
    });
  }

  private tooLittleForEngine(): SlipwayError {
    return new SlipwayError(
      'drift-monitor',
      'an engine counts days, and this monitor judges weeks, since fewer than 500 rows a day are to be expected; leave out engine, or give weekly: false',
      { path: this.node.path },
    );
  }

  private recordsOf({ service, records = service.captured }: DriftMonitorProps): CapturedRecords {
    if (records !== undefined) return records;
    throw new SlipwayError(
      'drift-monitor',
      `it is not known where requests to ${service.serviceName} are kept; let the service capture them (DataCapture.sample), or give records`,
      { path: this.node.path },
    );
  }
}

function problemsOf(every: Duration, baseline: string | undefined, serviceName: string): string[] {
  const minutes = every.toMinutes({ integral: false });
  const fits = Number.isInteger(minutes) && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES && LONGEST_MINUTES % minutes === 0;
  return [
    ...(fits ? [] : [`every is ${minutes} minutes; give a part of an hour, from 5 to 60 minutes`]),
    ...(baseline === undefined
      ? [
          `there is nothing to compare ${serviceName} with; put a baseline into the folder of the model (\`slipway baseline DATA -o MODEL/baseline --schema MODEL/schema.json\`), or give the folder of one`,
        ]
      : []),
  ];
}

function refuseUnknownFeatures(names: readonly string[], { baseline }: MonitorDocument, path: string): void {
  const known = baseline.features.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new SlipwayError(
    'drift-monitor',
    `the baseline does not compare ${unknown.join(', ')}; it compares ${known.slice(0, 20).join(', ')}`,
    { path },
  );
}

/** What only an endpoint can be asked, or counts. */
const OF_ENDPOINTS = [MonitorCheck.GOLDEN_ROWS, MonitorCheck.SERVED_DIFFERS, MonitorCheck.CAPTURE];

function problemsOfBatch({ quality }: DriftMonitorProps, { rowIds = false }: CapturedRecords): string[] {
  return quality === undefined || rowIds
    ? []
    : [
        'labels find the rows of a batch by their ids, and these rows have none; give the batch joinInput and a uniqueKey of one column, leave quality out, or judge the rows by `slipway quality`',
      ];
}

/** Whether a day of promised traffic leaves fewer captured rows than a verdict trusts. */
function isSparse({ service }: DriftMonitorProps, { samplingPercent = 100 }: CapturedRecords): boolean {
  const { traffic } = service.promised;
  return traffic !== undefined && (traffic.perMinute * MINUTES_A_DAY * samplingPercent) / 100 < VERDICT_LIMITS.rowsToTrust;
}

/** Those of which this document and this model can publish anything. */
function checksFor(
  { baseline, golden, digests }: MonitorDocument,
  modelFolder: string | undefined,
  { quality, engine }: { readonly quality: boolean; readonly engine: boolean },
): MonitorCheck[] {
  const has = (kind: string): boolean => baseline.features.some((feature) => feature.kind === kind);
  const without = new Set([
    ...(baseline.predictions.length > 0
      ? []
      : [MonitorCheck.INVALID_OUTPUTS, MonitorCheck.CONSTANT_OUTPUTS, MonitorCheck.PREDICTION_DRIFT]),
    ...(golden.length > 0 ? [] : [MonitorCheck.GOLDEN_ROWS]),
    ...(golden.length > 0 && Object.keys(digests).length > 0 ? [] : [MonitorCheck.SERVED_DIFFERS]),
    // A record that lacks a value of a required feature is refused, and never captured.
    ...(mayMissValues(modelFolder) ? [] : [MonitorCheck.MISSING]),
    ...(baseline.segments.length > 0 ? [] : [MonitorCheck.SEGMENT_DRIFT]),
    ...(quality ? [] : [MonitorCheck.QUALITY, MonitorCheck.LABELS_STOPPED]),
    ...(engine ? [] : [MonitorCheck.DISTRIBUTION_SILENT]),
    ...(has('categorical') ? [] : [MonitorCheck.NEW_CATEGORIES]),
    ...(has('numeric') ? [] : [MonitorCheck.ZEROS]),
  ]);
  return MonitorCheck.all().filter((check) => !without.has(check));
}
