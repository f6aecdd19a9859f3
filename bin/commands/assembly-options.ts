import { InvalidArgumentError, type Command } from 'commander';
import type { StandInEntry } from '../../core/service/entry.js';
import { readPlan, synthesize, type Host, type Plan } from '../../runtime/index.js';

/** Options of every verb that needs a cloud assembly, spelled as the CDK CLI does. */
export interface AssemblyOptions {
  readonly app?: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export function withAssemblyOptions(command: Command): Command {
  return command
    .option('-a, --app <command or folder>', 'a command that synthesizes, or a cdk.out folder (default: from cdk.json)')
    .option('-c, --context <key=value>', 'context for the app, may be repeated', collectContext)
    .option('--json', 'one JSON document on stdout, all else on stderr')
    .option('-q, --quiet', 'no progress');
}

/** Takes `-c key=value`, perhaps again and again. */
export function collectContext(text: string, sofar: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`'${text}' is no key=value; write for example -c env=prod`);
  return { ...sofar, [text.slice(0, at)]: text.slice(at + 1) };
}

/** What a verb may add to how an assembly is read. */
export interface Opening {
  /** Folder of the app. Default: the current one. */
  readonly directory?: string;
  readonly standIns?: Readonly<Record<string, StandInEntry>>;
}

/** Synthesizes where no assembly is given, then reads it. */
export async function openPlan(
  options: AssemblyOptions,
  host: Host,
  signal: AbortSignal,
  { directory = process.cwd(), standIns }: Opening = {},
): Promise<Plan> {
  host.say({ level: 'progress', stage: 'synthesize', text: options.app ?? 'the app of cdk.json' });
  const assembly = await synthesize({ directory, app: options.app, context: options.context, signal });
  host.say({ level: 'progress', stage: 'read', text: assembly });
  return readPlan(assembly, standIns);
}
