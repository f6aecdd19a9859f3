import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfile } from '../../core/drift/profile/read.js';
import { judge } from '../../core/drift/verdict/judge.js';
import { profileTable } from '../drift/profile-table.js';

/** https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html */
const PROCESSING = '/opt/ml/processing';

/**
 * The monitor's counting as a SageMaker Processing job: one baseline and one window come as inputs, the window's profile and the verdict go out.
 * Drift is a result and no failure, so the exit code is 0 whenever something could be said.
 *
 * @param root stands before the paths where there is no container
 */
async function main(root: string): Promise<void> {
  const at = (...parts: readonly string[]): string => join(root, PROCESSING, ...parts);
  const path = at('input', 'baseline', 'profile.json');
  const baseline = readProfile(JSON.parse(readFileSync(path, 'utf8')), path);
  const { profile, broken } = await profileTable(at('input', 'data'), baseline, 'compact');
  const { features, ...verdict } = judge(baseline, profile);
  mkdirSync(at('output'), { recursive: true });
  writeFileSync(at('output', 'profile.json'), `${JSON.stringify(profile)}\n`);
  // The distances of every column are in the profile already.
  const said = JSON.stringify({ ...verdict, features }, (key, value: unknown) => (key === 'comparison' ? undefined : value), 2);
  writeFileSync(at('output', 'verdict.json'), `${said}\n`);
  for (const { file, line, reason } of broken) process.stderr.write(`${file}:${line ?? 1}: ${reason}\n`);
  process.stdout.write(`${JSON.stringify({ verdict: verdict.verdict, rows: profile.rows, broken: profile.broken })}\n`);
}

main(process.env['SLIPWAY_ROOT'] ?? '').catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = 1;
});
