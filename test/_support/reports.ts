import type {
  AlarmPicture,
  AlarmReport,
  BlindSpot,
  DeploymentReport,
  FaultReport,
  ModelReport,
  RehearsalReport,
  UpdatePicture,
  UpdateReport,
} from '../../runtime/report/rehearsal-report';

/** Reports written by hand, so that what shows them can be tested without a rehearsal. */
export function report(parts: Partial<RehearsalReport> = {}): RehearsalReport {
  return {
    version: 1,
    seed: 1,
    deployments: [deployment()],
    alarms: [latencyAlarm()],
    faults: [fault()],
    blindSpots: [],
    updates: [],
    models: [],
    assumptions: [
      { name: 'service time factor', value: 1, unit: '', basis: 'assumed', source: 'this machine stands for ml.m5.large' },
      { name: 'metric delay', value: 1, unit: 'min', basis: 'assumed', source: 'UNCONFIRMED, band 0 to 3' },
    ],
    asks: [],
    notModelled: ['loss of a zone', 'noisy neighbours'],
    ...parts,
  };
}

export function deployment(parts: Partial<DeploymentReport> = {}): DeploymentReport {
  return {
    path: 'dev/Spam/Filter',
    stack: 'dev/Spam',
    environment: 'dev',
    mode: 'real-time',
    served: true,
    reason: null,
    endpointName: 'dev-Spam-Filter',
    promisedMillis: 100,
    runs: null,
    requestsPerMinute: 600,
    measured: [
      { name: 'service time p50', value: 0.41, unit: 'ms', basis: 'measured' },
      { name: 'service time p99', value: 0.93, unit: 'ms', basis: 'measured' },
      { name: 'load time', value: 182, unit: 'ms', basis: 'measured' },
    ],
    serviceTimes: Array.from({ length: 200 }, (_, rank) => 0.3 + 0.2 / (1.02 - rank / 200) ** 0.5),
    predictions: {
      output: 'probabilities[1]',
      from: 0,
      to: 1,
      counts: [212, 96, 60, 41, 29, 22, 18, 15, 12, 11, 10, 12, 13, 15, 17, 21, 30, 42, 61, 105],
    },
    healthy: { days: 90, falsePages: 0, falseTickets: 1, requests: 77_760_000 },
    ...parts,
  };
}

export function latencyAlarm(parts: Partial<AlarmReport> = {}): AlarmReport {
  return {
    deployment: 'dev/Spam/Filter',
    path: 'dev/Spam/Filter/Alarms/Latency/Alarm',
    logicalId: 'FilterAlarmsLatencyAlarm1A2B3C4D',
    name: 'FilterAlarmsLatencyAlarm1A2B3C4D',
    kind: 'metric',
    watches: 'ModelLatency p99 > 100000, 3 of 5 x 5 min',
    severity: 'page',
    verdict: 'fires',
    delivers: true,
    stopsUpdates: false,
    reason: null,
    source: 'lib/spam-stack.ts:25',
    firesOn: [{ fault: 'slow-model', minutes: 16 }],
    weakest: [{ fault: 'slow-model', strength: 3.1, text: 'service time x 3.1, at 600 requests a minute' }],
    falseAlarms: 0,
    depends: [],
    accepted: null,
    pictures: [picture(), picture({ fault: 'healthy', faultMinutes: null, states: [{ minute: 0, state: 'OK' }] })],
    ...parts,
  };
}

/** A p99 that rises five-fold for half an hour. */
export function picture(parts: Partial<AlarmPicture> = {}): AlarmPicture {
  const hurts = parts.faultMinutes !== null;
  return {
    fault: 'slow-model',
    stepMinutes: 1,
    values: Array.from({ length: 120 }, (_, minute) => {
      const wave = 62_000 + 9000 * Math.sin(minute / 4) + 3000 * Math.sin(minute * 1.7);
      if (minute === 20) return null;
      return hurts && minute >= 40 && minute < 70 ? wave * 5 : wave;
    }),
    threshold: 100_000,
    faultMinutes: [40, 70],
    states: [
      { minute: 0, state: 'INSUFFICIENT_DATA' },
      { minute: 3, state: 'OK' },
      { minute: 56, state: 'ALARM' },
      { minute: 84, state: 'OK' },
    ],
    unit: 'Microseconds',
    ...parts,
  };
}

export function fault(parts: Partial<FaultReport> = {}): FaultReport {
  return {
    deployment: 'dev/Spam/Filter',
    name: 'slow-model',
    trouble: 'time lag',
    status: 'seen',
    seenBy: ['FilterAlarmsLatencyAlarm1A2B3C4D'],
    minutes: 16,
    strength: 'service time x 5',
    strengthSource: 'the catalogue',
    harmedBeforeTold: 9214,
    harmed: 18_000,
    text: '18,000 requests took longer than the promised 100 ms',
    matrix: [{ alarm: 'FilterAlarmsLatencyAlarm1A2B3C4D', minutes: 16, delivers: true, severity: 'page' }],
    ...parts,
  };
}

export function blindSpot(parts: Partial<BlindSpot> = {}): BlindSpot {
  return {
    deployment: 'dev/Spam/Filter',
    fault: 'nulls-to-zero',
    trouble: 'silent errors',
    accepted: null,
    counts: true,
    text: '20 % of the values became 0 and 1,204 predictions changed; no alarm watches the rows',
    ...parts,
  };
}

/** A canary of half the traffic that fails a fifth of it, and is stopped in its tenth minute. */
export function update(parts: Partial<UpdateReport> = {}): UpdateReport {
  return {
    deployment: 'dev/Spam/Filter',
    version: 'bad-candidate',
    what: 'a new version fails 20 % of its requests',
    how: 'canary of 50 %, bakes 10 min, then 10 min; 2 alarms can stop it',
    outcome: 'rolled back',
    asItShould: true,
    counts: false,
    accepted: null,
    reason: null,
    stoppedBy: ['FilterRollbackErrors'],
    minutes: 11,
    servedAfter: 6,
    turnedAfter: 10,
    toldBy: ['rule Filter/RollbackNotice'],
    toldAfter: 4,
    requests: 6611,
    toNew: 1503,
    failed: 298,
    failedBeforeTold: 237,
    late: 0,
    picture: updatePicture(),
    ...parts,
  };
}

export function updatePicture(parts: Partial<UpdatePicture> = {}): UpdatePicture {
  const minutes = Array.from({ length: 41 }, (_, index) => index - 15);
  const moved = (minute: number): boolean => minute >= 6 && minute < 11;
  return {
    from: -15,
    old: minutes.map((minute) => (moved(minute) ? 301 : 600)),
    new: minutes.map((minute) => (moved(minute) ? 299 : 0)),
    oldFailed: minutes.map(() => 0),
    newFailed: minutes.map((minute) => (moved(minute) ? 60 : 0)),
    phases: [
      { from: 0, to: 6, what: 'new instances start' },
      { from: 6, to: 10, what: 'bake' },
      { from: 10, to: 11, what: 'rollback' },
    ],
    alarms: [
      {
        alarm: 'FilterRollbackErrors',
        states: [
          { minute: -15, state: 'INSUFFICIENT_DATA' },
          { minute: 7, state: 'OK' },
          { minute: 10, state: 'ALARM' },
          { minute: 22, state: 'OK' },
        ],
      },
    ],
    ...parts,
  };
}

/** One of each outcome, and a golden row that is answered otherwise. */
export function model(parts: Partial<ModelReport> = {}): ModelReport {
  const fault = { expected: 'nonspam', given: 'spam', now: 'spam', because: 'it carries words that are frequent in spam' };
  return {
    deployment: 'dev/Spam/Filter',
    variant: 'AllTraffic',
    reason: null,
    knownFaults: [
      { ...fault, line: 1, outcome: 'there' },
      { ...fault, line: 2, outcome: 'gone', now: 'nonspam' },
      { ...fault, line: 4, outcome: 'otherwise', now: 'newsletter' },
      { ...fault, line: 5, outcome: 'unanswered', now: 'answered with 500' },
    ],
    goldenRows: 50,
    goldenDifferent: [{ line: 7, what: 'label is 1, recorded was 0' }],
    accepted: null,
    ...parts,
  };
}

/** A good version that its own timeout turns back, a bad one that stays, and one that SageMaker would not begin with. */
function badUpdates(): UpdateReport[] {
  const timedOut = 'it is not over within MaximumExecutionTimeoutInSeconds, 1800; give more, or move larger parts';
  return [
    update({
      version: 'good',
      what: 'as good as the one before',
      asItShould: false,
      counts: true,
      reason: timedOut,
      stoppedBy: [],
      toldBy: [],
      toldAfter: null,
      failed: 0,
      picture: updatePicture({ newFailed: updatePicture().old.map(() => 0), alarms: [] }),
    }),
    update(),
    update({
      version: 'contract-change',
      what: '30 % of the requests are a column short',
      outcome: 'completed',
      asItShould: false,
      reason: 'none of its alarms goes off while it bakes',
      stoppedBy: [],
      turnedAfter: null,
      toldBy: ['FilterAlarmsLatencyAlarm1A2B3C4D', 'spam-page'],
      toldAfter: 7,
      late: 1200,
      picture: null,
    }),
  ];
}

const WRONG_UNIT = latencyAlarm({
  path: 'dev/Spam/P99',
  logicalId: 'P99',
  name: 'P99',
  watches: 'ModelLatency p99 > 100, 3 of 5 x 5 min',
  verdict: 'never-fires',
  delivers: true,
  reason: 'threshold 100 is milliseconds, ModelLatency is in microseconds; give 100000',
  source: 'app.ts:14',
  firesOn: [],
  weakest: [],
});

/** One of everything that can be wrong. */
export function badReport(): RehearsalReport {
  const errors = latencyAlarm({
    path: 'dev/Spam/Filter/Alarms/Errors/Alarm',
    logicalId: 'Errors',
    name: 'spam-errors',
    watches: 'IF(errors >= 3, rate, 0) > 0.01, 2 of 3 x 5 min',
    source: 'lib/spam-stack.ts:25',
    firesOn: [
      { fault: 'error-burst', minutes: 11 },
      { fault: 'timeout-60s', minutes: 12 },
    ],
    weakest: [{ fault: 'error-burst', strength: 0.012, text: '5xx from 1.2 % on, at 600 requests a minute' }],
    pictures: [
      picture({
        fault: 'error-burst',
        values: Array.from({ length: 120 }, (_, minute) => (minute >= 40 && minute < 60 ? 0.05 : 0)),
        threshold: 0.01,
        faultMinutes: [40, 60],
        states: [
          { minute: 0, state: 'OK' },
          { minute: 51, state: 'ALARM' },
          { minute: 71, state: 'OK' },
        ],
        unit: 'None',
      }),
    ],
  });
  const mute = latencyAlarm({
    path: 'dev/Spam/Filter/Alarms/Page/Resource',
    logicalId: 'Page',
    name: 'spam-page',
    kind: 'composite',
    watches: 'any of its alarms',
    delivers: false,
    reason: 'the key of topic Oncall does not admit cloudwatch.amazonaws.com; add kms:GenerateDataKey* and kms:Decrypt for it',
    source: 'lib/spam-stack.ts:19',
    weakest: [],
    pictures: [],
  });
  const noisy = latencyAlarm({
    path: 'dev/Spam/Silence',
    logicalId: 'Silence',
    name: 'spam-silence',
    watches: 'Invocations Sum < 1000, 1 x 1 min',
    severity: 'ticket',
    verdict: 'noisy',
    reason: 'went off 31 times in 90 healthy days; at 600 requests a minute nights stay below 1000',
    source: 'lib/spam-stack.ts:44',
    falseAlarms: 31,
    firesOn: [{ fault: 'no-traffic', minutes: 3 }],
    weakest: [],
    pictures: [],
  });
  const depends = latencyAlarm({
    path: 'dev/Spam/Edge',
    logicalId: 'Edge',
    name: 'spam-edge',
    verdict: 'depends',
    reason: 'fires only where CloudWatch looks at N + 2 periods',
    depends: [
      { constant: 'evaluation range', at: 'N', outcome: 'never fires' },
      { constant: 'evaluation range', at: '10', outcome: 'fires' },
    ],
    pictures: [],
  });
  const strange = latencyAlarm({
    path: 'dev/Spam/Band',
    logicalId: 'Band',
    name: 'spam-band',
    verdict: 'not-reproducible',
    reason: 'ANOMALY_DETECTION_BAND is trained by CloudWatch on data that nobody has here',
    severity: 'none',
    delivers: false,
    firesOn: [],
    weakest: [],
    pictures: [],
  });
  return report({
    deployments: [
      deployment(),
      deployment({
        path: 'dev/Fraud/Endpoint',
        stack: 'dev/Fraud',
        endpointName: 'fraud',
        served: false,
        reason: 'its image is 123456789012.dkr.ecr.eu-central-1.amazonaws.com/fraud:7; give --stand-in dev/Fraud/Endpoint=model.onnx',
        promisedMillis: null,
        requestsPerMinute: null,
        measured: [],
        serviceTimes: [],
        predictions: null,
        healthy: null,
      }),
    ],
    alarms: [latencyAlarm(), errors, mute, WRONG_UNIT, noisy, depends, strange],
    faults: [
      fault(),
      fault({
        name: 'error-burst',
        trouble: 'errors',
        strength: '5 % of the answers are 500 for 20 min',
        seenBy: ['spam-errors'],
        minutes: 11,
        harmedBeforeTold: 330,
        harmed: 600,
        matrix: [
          { alarm: 'spam-errors', minutes: 11, delivers: true, severity: 'page' },
          { alarm: 'spam-page', minutes: 11, delivers: false, severity: 'page' },
        ],
      }),
      fault({
        name: 'nulls-to-zero',
        trouble: 'silent errors',
        status: 'blind',
        seenBy: [],
        minutes: null,
        strength: '20 % of the values become 0',
        harmedBeforeTold: 1204,
        harmed: 1204,
        text: '1,204 predictions changed; no alarm watches the rows',
        matrix: [],
      }),
      fault({
        name: 'late-metrics',
        trouble: 'lack of metrics',
        status: 'harmless',
        seenBy: [],
        minutes: null,
        harmed: 0,
        harmedBeforeTold: 0,
        text: 'all stay quiet, as they should',
        matrix: [],
      }),
      fault({
        name: 'concept-flip',
        trouble: 'concept drift',
        status: 'not-runnable',
        seenBy: [],
        minutes: null,
        harmed: 0,
        harmedBeforeTold: 0,
        text: 'needs labels; none are declared',
        matrix: [],
      }),
    ],
    blindSpots: [blindSpot(), blindSpot({ fault: 'throttled', trouble: 'errors', counts: false, text: 'only a caller can see it' })],
    updates: badUpdates(),
    models: [model()],
    asks: [
      {
        deployment: 'dev/Fraud/Endpoint',
        what: 'requests a minute',
        how: 'slipway.json: services["dev/Fraud/Endpoint"].traffic.perMinute',
      },
    ],
  });
}
