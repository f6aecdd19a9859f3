import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DriftMonitor, RealtimeEndpoint, type DriftEngine } from '../../../../constructs/index';
import { AlarmProblem, parseAlarm, type AlarmDefinition } from '../../../../core/alarms/index';
import { readDocument, type MonitorDocument } from '../../../../core/drift/monitor/document';
import { MONITOR_VARIABLES } from '../../../../core/drift/monitor/settings';
import { readPlan } from '../../../../runtime/assembly/read-plan';
import { readStacks } from '../../../../runtime/assembly/stacks';
import { documentOf, ENDPOINT } from '../monitor/account';

const scratch = mkdtempSync(join(tmpdir(), 'slipway-engines-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A monitor as an assembly holds it. */
export interface DeclaredMonitor {
  readonly definition: Record<string, unknown>;
  /** Of the function, as Lambda has it. */
  readonly environment: Record<string, string>;
  readonly document: MonitorDocument;
  readonly alarms: readonly AlarmDefinition[];
}

let apps = 0;

/** Synthesizes a monitor of an endpoint that nobody here made, and reads what the account would get. */
export function declared(engineOf: (stack: Stack) => DriftEngine): DeclaredMonitor {
  const folder = join(scratch, String(apps++));
  const baseline = join(folder, 'baseline');
  mkdirSync(baseline, { recursive: true });
  writeFileSync(join(baseline, 'profile.json'), JSON.stringify(documentOf().baseline));
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'Watch', { env: { account: '210987654321', region: 'eu-central-1' } });
  const service = RealtimeEndpoint.fromEndpointAttributes(stack, 'Theirs', {
    endpointName: ENDPOINT,
    captured: { bucket: s3.Bucket.fromBucketName(stack, 'Captured', 'captured'), prefix: 'capture/' },
  });
  const results = s3.Bucket.fromBucketName(stack, 'Results', 'results');
  new DriftMonitor(stack, 'Drift', { service, baseline, results, engine: engineOf(stack) });
  app.synth();
  const [read] = readStacks(app.outdir);
  if (read === undefined) throw new Error('there is no stack');
  const [machine] = read.scope.resources('AWS::StepFunctions::StateMachine');
  const { DefinitionString: text } = read.scope.properties(machine?.logicalId ?? '');
  const lambda = read.scope.resources('AWS::Lambda::Function').find(({ logicalId }) => logicalId.startsWith('DriftFunction'));
  const { Environment } = read.scope.properties(lambda?.logicalId ?? '');
  const variables = (Environment as { Variables: Record<string, string> }).Variables;
  const file = read.assets.fileByKey((variables[MONITOR_VARIABLES.document] ?? '').split('/').at(-1) ?? '') ?? '';
  return {
    definition: JSON.parse(String(text)) as Record<string, unknown>,
    environment: variables,
    document: readDocument(JSON.parse(readFileSync(file, 'utf8')), file),
    alarms: readPlan(app.outdir).alarms.flatMap((alarm) => {
      const parsed = parseAlarm(alarm);
      return parsed instanceof AlarmProblem ? [] : [parsed];
    }),
  };
}
