import type { AutoScaling } from '../auto-scaling.js';
import type { DeclaredScaling } from './declared.js';
import type { Finding } from './report.js';
import { differing } from './same.js';

const TARGET = ['MinCapacity', 'MaxCapacity', 'ScalableDimension'];
const POLICY = ['PolicyType', 'TargetTrackingScalingPolicyConfiguration', 'StepScalingPolicyConfiguration'];

/** Where the account scales variants otherwise than declared. */
export async function judgeScaling(autoScaling: AutoScaling, declared: readonly DeclaredScaling[]): Promise<Finding[]> {
  if (declared.length === 0) return [];
  const targets = await autoScaling.targets(declared.map(({ resourceId }) => resourceId));
  const found: Finding[] = [];
  for (const { resourceId, properties, policies } of declared) {
    const variant = `variant ${resourceId.split('/').at(-1)}`;
    const target = targets.find(({ ResourceId }) => ResourceId === resourceId);
    if (target === undefined) {
      found.push(wrong(`${variant}: it is declared to scale, and the account holds no target for it; deploy again`));
      continue;
    }
    const bounds = differing(only(properties, TARGET), target);
    if (bounds.length > 0)
      found.push(wrong(`${variant}: it scales from ${target.MinCapacity} to ${target.MaxCapacity}, which is not as declared`));
    const { DynamicScalingInSuspended: inwards, DynamicScalingOutSuspended: outwards } = target.SuspendedState ?? {};
    if (inwards === true || outwards === true) found.push(wrong(`${variant}: its scaling is suspended in the account`));
    const held = policies.length === 0 ? [] : await autoScaling.policies(resourceId);
    for (const policy of policies) {
      const name = String(policy['PolicyName']);
      const other = held.find(({ PolicyName }) => PolicyName === name);
      const changed = other === undefined ? [] : differing(only(policy, POLICY), other);
      if (other === undefined) found.push(wrong(`${variant}: the account has no scaling policy ${name}; deploy again`));
      else if (changed.length > 0)
        found.push(wrong(`${variant}: scaling policy ${name} was changed in the account: ${changed.join(', ')}`));
    }
  }
  return found;
}

function only(properties: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

function wrong(text: string): Finding {
  return { kind: 'scaling', wrong: true, text };
}
