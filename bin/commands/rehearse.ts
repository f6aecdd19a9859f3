import type { Command } from 'commander';
import { existsSync, writeFileSync } from 'node:fs';
import { SlipwayError, withPlace } from '../../core/errors/index.js';
import {
  isPlayable,
  latenciesFrom,
  measureServices,
  readMetricsCsv,
  profileText,
  readProfile,
  rehearse,
  renderDocument,
  verdictOf,
  type MeasuringOptions,
  type Plan,
  type Profile,
  type RehearsalReport,
} from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { TerminalHost } from '../render/progress.js';
import { renderRehearsal, surfaceOf } from '../render/rehearsal.js';
import { openPlan } from './assembly-options.js';
import { allowancesOf, withRehearseOptions, type RehearseOptions } from './rehearse-options.js';
import { refuseUnwritable, writeOutputs } from './rehearse-outputs.js';

/** `slipway rehearse [path…]`: runs what was synthesized, breaks it in every way that applies, and says who is told, how late, and what nobody sees. */
export function rehearseVerb(command: Command): void {
  withRehearseOptions(command)
    .addHelpText(
      'after',
      '\n[path] is a deployment, or a stack or stage around several, by construct path.\nExit code 3: an alarm never fires or is noisy, or a fault does harm that nobody is told of.',
    )
    .action(rehearseApp);
}

async function rehearseApp(paths: readonly string[], options: RehearseOptions): Promise<void> {
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  const allow = allowancesOf(options);
  refuseUnwritable(options);
  const plan = await openPlan(options, host, signal, { standIns: options.standIn });
  for (const { path, place, what, reason } of plan.refusals) {
    host.say({ level: 'warn', stage: 'read', text: withPlace(`${what} is not played: ${reason}`, { ...place, path }) });
  }
  const { seed, faults, days: healthyDays, captured, factor: factors, latencyFrom } = options;
  refuseUnknownPaths(captured, plan);
  const latencies = latencyFrom === undefined ? undefined : latenciesFrom(readMetricsCsv(latencyFrom), plan.services);
  const profile = options.profile === undefined ? undefined : await profileAt(options.profile, plan, { seed, host, signal, captured });
  const report = await rehearse(plan, { seed, host, signal, paths, faults, healthyDays, allow, profile, captured, factors, latencies });
  host.clear();
  requireDeployments(report, plan);
  process.stdout.write(options.json === true ? renderDocument(report) : `${renderRehearsal(report, surfaceOf(process.stdout))}\n`);
  for (const line of writeOutputs(report, plan, options)) (options.json === true ? process.stderr : process.stdout).write(`${line}\n`);
  process.exitCode = verdictOf(report).passed ? EXIT.good : EXIT.verdict;
}

/** Reads what an earlier rehearsal measured, or measures and keeps it. */
async function profileAt(file: string, plan: Plan, how: MeasuringOptions): Promise<Profile> {
  if (existsSync(file)) return readProfile(file);
  const profile = await measureServices(
    plan.services.filter(({ traffic }) => traffic !== undefined),
    how,
    plan.batches.filter(isPlayable),
    plan.pipelines.filter(isPlayable),
  );
  writeFileSync(file, profileText(profile));
  // As whoever comes later will read it, so that the first report is the same byte for byte as the next.
  return readProfile(file);
}

function refuseUnknownPaths(captured: RehearseOptions['captured'], { services }: Plan): void {
  const known = services.map(({ path }) => path);
  const unknown = Object.keys(captured ?? {}).filter((path) => !known.includes(path));
  if (unknown.length === 0) return;
  throw new SlipwayError(
    'rehearsal-option',
    `--captured names ${unknown.join(', ')}, and the deployments that can be played are ${known.join(', ') || 'none'}`,
  );
}

function requireDeployments({ deployments }: RehearsalReport, { stacks }: Plan): void {
  if (deployments.length > 0) return;
  const found = stacks.map(({ path }) => path).join(', ') || 'no stack';
  throw new SlipwayError(
    'nothing-to-rehearse',
    `the assembly declares no endpoint, batch deployment or pipeline, and no alarm on one; it holds ${found}. Give the app that declares them with --app`,
  );
}
