import { InvalidArgumentError, type Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { backtest, BACKTEST_DEFAULTS, metricsCsv, readMetricsCsv, SYSTEM_CLOCK } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { renderBacktest } from '../render/backtest.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { openPlan, withAssemblyOptions, type AssemblyOptions } from './assembly-options.js';

export interface BacktestVerbOptions extends AssemblyOptions {
  readonly metrics?: string;
  readonly days: number;
  readonly atMost?: number;
  readonly region?: string;
  readonly save?: string;
}

const MOST_DAYS = 455;

/** `slipway backtest [path…]`: how often the alarms of the assembly would have gone off in the past. */
export function backtestVerb(command: Command): void {
  withAssemblyOptions(command)
    .option('--metrics <file>', 'past metrics in a CSV file (default: what CloudWatch holds of them in the account that is logged in)')
    .option('--days <number>', 'how far back CloudWatch is asked', parseDays, BACKTEST_DEFAULTS.days)
    .option(
      '--at-most <number>',
      `how often an alarm may go off in thirty days (default: ${BACKTEST_DEFAULTS.atMost}, which fails nothing)`,
      parseTimes,
    )
    .option('--region <name>', 'region to ask (default: that of the stack, else of the environment)')
    .option('--save <file>', 'keep what CloudWatch gave, for --metrics')
    .addHelpText(
      'after',
      '\n[path] is an alarm, or a stack or stage around several, by construct path.\nCSV: a header with time,namespace,metric,dimensions,unit,statistic,period,value; without a statistic a value is one sample.\nThe account is only read: cloudwatch:GetMetricData.\nExit code 3: an alarm would have gone off more often than --at-most.',
    )
    .action(backtestApp);
}

async function backtestApp(paths: readonly string[], options: BacktestVerbOptions): Promise<void> {
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  const metrics = options.metrics === undefined ? undefined : readMetricsCsv(options.metrics);
  const plan = await openPlan(options, host, signal);
  const { days, atMost, region } = options;
  const { report, fetched } = await backtest(plan, { paths, metrics, days, atMost, region, host, signal, clock: SYSTEM_CLOCK });
  host.clear();
  if (options.save !== undefined) writeFileSync(options.save, metricsCsv(fetched));
  process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderBacktest(report, surfaceOf(process.stdout)));
  process.exitCode = atMost !== undefined && report.alarms.some(({ tooOften }) => tooOften) ? EXIT.verdict : EXIT.good;
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new InvalidArgumentError(`give a whole number of days from 1 to ${MOST_DAYS}`);
  return days;
}

function parseTimes(text: string): number {
  const times = Number(text);
  if (text.trim() === '' || !(times >= 0)) throw new InvalidArgumentError('give a number from 0 on');
  return times;
}
