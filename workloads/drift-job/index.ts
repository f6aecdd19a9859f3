import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '../../core/drift/profile/profile.js';
import { readProfile } from '../../core/drift/profile/read.js';
import { emptyProfile } from '../../core/drift/table/empty-profile.js';
import { judge } from '../../core/drift/verdict/judge.js';
import { isGolden, isWithin } from '../drift/exchange-window.js';
import { profileTable, type Counted } from '../drift/profile-table.js';
import type { CapturedExchange } from '../drift/read-options.js';
import { hostsOf, windowOf, type Hosts } from './settings.js';

/** https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html */
const PROCESSING = '/opt/ml/processing';

/**
 * The monitor's counting as a SageMaker Processing job: one baseline and one window come as inputs, the window's profile and the verdict go out.
 * Of several hosts each leaves the profile of its share of the objects, and whoever adds them up judges. Drift is a result and no failure, so
 * the exit code is 0 whenever something could be said.
 *
 * @param root stands before the paths where there is no container
 */
async function main(root: string): Promise<void> {
  const at = (...parts: readonly string[]): string => join(root, PROCESSING, ...parts);
  const path = at('input', 'baseline', 'profile.json');
  const baseline = readProfile(JSON.parse(readFileSync(path, 'utf8')), path);
  const hosts = hostsOf(root);
  const { profile, broken } = await countShare(at('input', 'data'), baseline, hosts);
  mkdirSync(at('output'), { recursive: true });
  for (const { file, line, reason } of broken) process.stderr.write(`${file}:${line ?? 1}: ${reason}\n`);
  const counted = { rows: profile.rows, broken: profile.broken };
  if (hosts.all > 1) {
    writeFileSync(at('output', `profile-${hosts.own}.json`), `${JSON.stringify(profile)}\n`);
    process.stdout.write(`${JSON.stringify({ host: hosts.own, ...counted })}\n`);
    return;
  }
  const { features, ...verdict } = judge(baseline, profile);
  writeFileSync(at('output', 'profile.json'), `${JSON.stringify(profile)}\n`);
  // The distances of every column are in the profile already.
  const said = JSON.stringify({ ...verdict, features }, (key, value: unknown) => (key === 'comparison' ? undefined : value), 2);
  writeFileSync(at('output', 'verdict.json'), `${said}\n`);
  process.stdout.write(`${JSON.stringify({ verdict: verdict.verdict, ...counted })}\n`);
}

async function countShare(folder: string, baseline: Profile, { all }: Hosts): Promise<Counted> {
  // Where there are fewer objects than hosts, some have nothing to do.
  if (all > 1 && (!existsSync(folder) || readdirSync(folder).length === 0)) return { profile: emptyProfile(baseline), broken: [] };
  const window = windowOf(process.env);
  const beside = window === undefined ? {} : { takes: (exchange: CapturedExchange) => isWithin(exchange, window) && !isGolden(exchange) };
  return profileTable(folder, baseline, 'compact', beside);
}

main(process.env['SLIPWAY_ROOT'] ?? '').catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = 1;
});
