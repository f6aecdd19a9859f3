import { InvalidArgumentError, type Command } from 'commander';
import { adopt, SYSTEM_CLOCK } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { TerminalHost } from '../render/progress.js';

export interface AdoptVerbOptions {
  readonly declare?: boolean;
  readonly latency?: number;
  readonly region?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `slipway adopt ENDPOINT`: code for an endpoint that is there already. */
export function adoptVerb(command: Command): void {
  command
    .option(
      '--declare',
      'declare it anew, with its models, instances, scaling, capture and guardrails (default: leave it as it is, and watch it)',
    )
    .option('--latency <milliseconds>', 'what is promised of it (default: twice the p99 of its worst hour in two weeks)', parseMillis)
    .option('--region <name>', 'region to ask (default: that of the environment)')
    .option('--json', 'one JSON document on stdout, all else on stderr')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      [
        '\nThe code goes to stdout: slipway adopt fraud-prod > fraud-prod.ts',
        'The account is only read: sagemaker:DescribeEndpoint, DescribeEndpointConfig, DescribeModel (ListEndpoints where there is none of that',
        'name); application-autoscaling:DescribeScalableTargets, DescribeScalingPolicies, DescribeScheduledActions; cloudwatch:DescribeAlarms,',
        'GetMetricData.',
      ].join('\n'),
    )
    .action(adoptEndpoint);
}

async function adoptEndpoint(endpoint: string, options: AdoptVerbOptions): Promise<void> {
  const host = new TerminalHost(process.stderr, options.quiet);
  const { declare, latency: latencyMillis, region } = options;
  const adopted = await adopt(endpoint, { declare, latencyMillis, region, host, signal: interruption(), clock: SYSTEM_CLOCK });
  host.clear();
  process.stdout.write(options.json === true ? `${JSON.stringify(adopted, null, 2)}\n` : adopted.code);
  process.exitCode = EXIT.good;
}

function parseMillis(text: string): number {
  const millis = Number(text);
  if (text.trim() === '' || !(millis > 0)) throw new InvalidArgumentError('give a number of milliseconds above 0');
  return millis;
}
