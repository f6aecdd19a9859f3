import { InvalidArgumentError, type Command } from 'commander';
import { compare, COMPARE_DEFAULTS, differing, SYSTEM_CLOCK } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { renderComparison } from '../render/comparison.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';

export interface CompareVerbOptions {
  readonly days: number;
  readonly tolerance: number;
  readonly region?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** CloudWatch keeps the history of alarms for so long. */
const MOST_DAYS = 30;

/** `slipway compare [alarm…]`: how far our evaluation of alarms is that of CloudWatch, on the alarms of an account. */
export function compareVerb(command: Command): void {
  command
    .option('--days <number>', 'how far back', parseDays, COMPARE_DEFAULTS.days)
    .option('--tolerance <minutes>', 'differences up to so long are none', parseMinutes, COMPARE_DEFAULTS.toleranceMinutes)
    .option('--region <name>', 'region to ask (default: that of the environment)')
    .option('--json', 'one JSON document on stdout, all else on stderr')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      '\n[alarm] is the name of an alarm (default: every one in the region).\nThe account is only read: cloudwatch:DescribeAlarms, cloudwatch:DescribeAlarmHistory, cloudwatch:GetMetricData.\nExit code 3: states differ.',
    )
    .action(compareAccount);
}

async function compareAccount(names: readonly string[], options: CompareVerbOptions): Promise<void> {
  const host = new TerminalHost(process.stderr, options.quiet);
  const { days, tolerance: toleranceMinutes, region } = options;
  const comparison = await compare({
    names: names.length === 0 ? undefined : names,
    days,
    toleranceMinutes,
    region,
    host,
    signal: interruption(),
    clock: SYSTEM_CLOCK,
  });
  host.clear();
  process.stdout.write(
    options.json === true ? `${JSON.stringify(comparison, null, 2)}\n` : renderComparison(comparison, surfaceOf(process.stdout)),
  );
  process.exitCode = differing(comparison).length > 0 ? EXIT.verdict : EXIT.good;
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new InvalidArgumentError(`give a whole number of days from 1 to ${MOST_DAYS}: CloudWatch keeps no longer history`);
  return days;
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (text.trim() === '' || !(minutes >= 0)) throw new InvalidArgumentError('give a number of minutes from 0 on');
  return minutes;
}
