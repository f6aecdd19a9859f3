import type { Stack } from '@aws-sdk/client-cloudformation';
import { plural } from '../../report/words.js';
import type { DeployedIds, ReadStack } from '../../assembly/stacks.js';
import type { RegionClients } from '../accounts.js';
import { changedResources, parseDeployed } from '../deployed-template.js';
import { idsOf } from './deployed-stacks.js';
import { lastDeployment } from './last-deployment.js';
import type { Finding, StackStatus } from './report.js';

/** A stack as the account holds it, and what its resources are called there. */
export interface FoundStack {
  readonly status: StackStatus;
  readonly ids?: DeployedIds;
}

const IDS_SHOWN = 5;

/**
 * Looks a stack up.
 *
 * @param name name or ARN; undefined where the stack around it has not made it
 */
export async function findStack(
  { cloudformation, region }: RegionClients,
  { path, scope, artifact }: ReadStack,
  name: string | undefined,
): Promise<FoundStack> {
  const stack = name === undefined ? undefined : await cloudformation.stack(name);
  const known = { path, name: stack?.StackName ?? scope.location.stackName, region };
  if (stack?.StackId === undefined) {
    const declared = accountOf(artifact.environment);
    const text = `there is no stack ${known.name} in ${region}${declared === undefined ? '' : ` of this account (it is declared for ${declared})`}; deploy it, or log in to the account and give the region where it is`;
    return {
      status: { ...known, account: null, state: null, lastDeployment: null, findings: [{ kind: 'stack-missing', wrong: true, text }] },
    };
  }
  const account = stack.StackId.split(':')[4] ?? '';
  const last = await lastDeployment(cloudformation, stack, (logicalId) => scope.placeOf(logicalId).path ?? `${path}/${logicalId}`);
  const body = await cloudformation.template(stack.StackId);
  return {
    ids: await idsOf(cloudformation, stack.StackId),
    status: {
      ...known,
      account,
      state: stack.StackStatus ?? null,
      lastDeployment: last,
      findings: [...state(stack, last.failures), ...otherAccount(artifact.environment, account), ...template(body, scope.template)],
    },
  };
}

function state({ StackStatus, StackStatusReason: reason = '' }: Stack, failures: readonly { path: string; reason: string }[]): Finding[] {
  const status: string = StackStatus ?? '';
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE(_CLEANUP_IN_PROGRESS)?$/.test(status)) return [];
  const [first] = failures;
  const why = first === undefined ? (reason === '' ? '' : `: ${reason}`) : `, since ${first.path} failed: ${first.reason}`;
  if (/ROLLBACK/.test(status))
    return [
      {
        kind: 'stack-state',
        wrong: true,
        text: `the last deployment was rolled back (${status})${why}; what was there before it serves, mend what it says and deploy again`,
      },
    ];
  if (status.endsWith('_IN_PROGRESS'))
    return [{ kind: 'stack-state', wrong: false, text: `a deployment is under way (${status}); what serves may change until it is over` }];
  return [{ kind: 'stack-state', wrong: true, text: `the stack is ${status}${why}` }];
}

function otherAccount(environment: string, account: string): Finding[] {
  const declared = accountOf(environment);
  if (declared === undefined || declared === account) return [];
  return [
    {
      kind: 'other-account',
      wrong: true,
      text: `this is account ${account}, and the stack is declared for ${declared}; log in to that one`,
    },
  ];
}

function template(body: string, synthesized: unknown): Finding[] {
  const deployed = parseDeployed(body);
  if (deployed === undefined)
    return [{ kind: 'not-known', wrong: false, text: 'the deployed template is no JSON, and is not compared with what was synthesized' }];
  const changed = changedResources(deployed, synthesized);
  if (changed.length === 0) return [];
  const shown = [...changed.slice(0, IDS_SHOWN), ...(changed.length > IDS_SHOWN ? [`${changed.length - IDS_SHOWN} more`] : [])];
  return [
    {
      kind: 'template',
      wrong: true,
      text: `${plural(changed.length, 'resource is', 'resources are')} declared otherwise than deployed (${shown.join(', ')}); slipway diff says what that means`,
    },
  ];
}

/** From `aws://account/region`. */
function accountOf(environment: string): string | undefined {
  return /^aws:\/\/(\d{12})\//.exec(environment)?.[1];
}
