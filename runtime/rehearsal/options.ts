import type { Host } from '../host.js';
import type { Profile } from '../measuring/profile.js';
import type { Allowance } from '../plan.js';

export interface RehearsalOptions {
  readonly seed: number;
  readonly host: Host;
  readonly signal?: AbortSignal;
  /** Construct paths of the deployments to rehearse, or of constructs or stages around them. Default: all. */
  readonly paths?: readonly string[];
  /** Names of faults. Default: every one that applies. */
  readonly faults?: readonly string[];
  /** Default: 90. */
  readonly healthyDays?: number;
  /**
   * Whether the ends of what nobody publishes are played too. Without them nothing is said to depend on a constant, and the rehearsal takes a
   * third of the time. Default: true.
   */
  readonly bands?: boolean;
  /** What was measured before; nothing is started then. */
  readonly profile?: Profile;
  /** Folders of captured data by path of the deployment: their rows, and when they came. */
  readonly captured?: Readonly<Record<string, string>>;
  /** Service times by path of the deployment, milliseconds, from past metrics: they take the place of the measured ones. */
  readonly latencies?: Readonly<Record<string, readonly number[]>>;
  /** Service time on an instance type over that on this machine. Default: 1. */
  readonly factors?: Readonly<Record<string, number>>;
  /** What is known and accepted, beside what `slipway.json` accepts. */
  readonly allow?: readonly Allowance[];
}

export const DEFAULT_HEALTHY_DAYS = 90;
