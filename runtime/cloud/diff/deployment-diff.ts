import { number, record, text } from '../../assembly/values.js';
import type { ReadStack } from '../../assembly/stacks.js';
import type { DeclaredService } from '../status/declared.js';
import { alarmChanges } from './alarm-changes.js';
import { guardrailText, retainedBy } from './guardrail.js';
import type { Impacts } from './impacts.js';
import { refusals } from './refused.js';
import type { Change, DeploymentDiff } from './report.js';
import { variantChanges } from './variant-changes.js';

/** Both sides of a comparison. */
export interface Sides {
  readonly before: readonly ReadStack[];
  readonly after: readonly ReadStack[];
  /** What CloudFormation does to the resources of a stack. */
  readonly impactsOf: (stackPath: string) => Impacts;
}

/** What a change means for one endpoint. */
export function deploymentDiff(before: DeclaredService | undefined, after: DeclaredService | undefined, sides: Sides): DeploymentDiff {
  const one = (after ?? before) as DeclaredService;
  const names = [before, after].flatMap((side) => side?.endpointName ?? []);
  const retained = after === undefined || before === undefined ? [] : retainedBy(after.endpoint);
  const known = { path: one.path, stack: one.stack.path, endpointName: one.endpointName ?? '', mode: one.mode };
  const changes = [
    ...variantChanges(before?.variants ?? [], after?.variants ?? [], retained),
    ...(before === undefined || after === undefined ? [] : settingChanges(before, after)),
    ...alarmChanges(sides.before, sides.after, names, one.path),
  ];
  const diff: DeploymentDiff = { ...known, impact: 'same', how: null, retained: [], interrupted: null, refused: [], changes };
  if (after === undefined)
    return {
      ...diff,
      impact: 'deleted',
      interrupted: `endpoint ${known.endpointName} is deleted: whoever calls it gets errors from then on`,
    };
  if (before === undefined) return { ...diff, impact: 'made' };
  const refused = refusals(before, after, sides.impactsOf);
  const ofEndpoint = sides.impactsOf(after.stack.path).get(after.logicalId)?.impact;
  if (ofEndpoint === 'replaced' || before.logicalId !== after.logicalId)
    return { ...diff, impact: 'replaced', ...replacement(before, after, refused) };
  if (isOtherConfig(before, after, sides.impactsOf))
    return { ...diff, impact: 'updated', how: guardrailText(after.endpoint), retained, refused };
  return { ...diff, impact: changes.length > 0 || ofEndpoint !== undefined ? 'around' : 'same', refused };
}

function replacement(
  before: DeclaredService,
  after: DeclaredService,
  refused: readonly string[],
): Pick<DeploymentDiff, 'interrupted' | 'refused'> {
  const [old, now] = [before.endpointName, after.endpointName];
  if (old === now && old !== null)
    return {
      interrupted: null,
      refused: [
        ...refused,
        `another endpoint of the name ${old} cannot be made while the old one is there; keep its logical id, or give another name`,
      ],
    };
  return {
    interrupted: `a new endpoint ${now ?? ''} is made, and ${old ?? 'the old one'} is deleted: whoever still calls that gets errors`,
    refused,
  };
}

/** Whether the endpoint gets another configuration, of which SageMaker makes another fleet. */
function isOtherConfig(before: DeclaredService, after: DeclaredService, impactsOf: Sides['impactsOf']): boolean {
  const [old, now] = [before.config, after.config];
  if (old === null || now === null) return text(before.endpoint['EndpointConfigName']) !== text(after.endpoint['EndpointConfigName']);
  if (old.logicalId !== now.logicalId || old.stack.path !== now.stack.path) return true;
  const impact = impactsOf(now.stack.path).get(now.logicalId)?.impact;
  return impact === 'replaced' || impact === 'perhaps replaced';
}

function settingChanges(before: DeclaredService, after: DeclaredService): Change[] {
  const change = (what: string, left: string | null, right: string | null): Change[] =>
    left === right ? [] : [{ what, variant: null, before: left, after: right, note: null }];
  const nameChange = change('endpoint name', before.endpointName, after.endpointName);
  return [
    ...nameChange,
    ...change('hosting', before.mode, after.mode),
    ...change('capture', captureText(before), captureText(after)),
    ...change('release', guardrailText(before.endpoint), guardrailText(after.endpoint)),
  ];
}

function captureText({ config }: DeclaredService): string {
  const capture = record(config?.properties['DataCaptureConfig']);
  if (capture?.['EnableCapture'] !== true) return 'off';
  return `${number(capture['InitialSamplingPercentage']) ?? 'an unknown number of'} % to ${text(capture['DestinationS3Uri']) ?? 'an unknown place'}`;
}
