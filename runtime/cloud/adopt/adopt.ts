import { SlipwayError } from '../../../core/errors/index.js';
import type { Clock } from '../../clock.js';
import type { Host } from '../../host.js';
import { Accounts } from '../accounts.js';
import { declareCode } from './declare-code.js';
import { findEndpoint, type FoundEndpoint } from './found-endpoint.js';
import { importCode } from './import-code.js';
import { where } from './names.js';

export interface AdoptOptions {
  /** Whether the endpoint is declared anew. Default: it stays as it is, and is watched. */
  readonly declare?: boolean;
  /** What is promised of it, milliseconds. Default: twice the p99 of its worst hour. */
  readonly latencyMillis?: number;
  /** Default: that of the environment. */
  readonly region?: string;
  readonly clock: Clock;
  readonly host: Host;
  readonly signal?: AbortSignal;
  /** How often a call is made that fails for the moment. */
  readonly attempts?: number;
}

export interface Adopted {
  readonly version: 1;
  readonly endpointName: string;
  readonly region: string;
  readonly account: string;
  /** TypeScript: a stack and an app that holds it. */
  readonly code: string;
  /** What the code does not say, one sentence each; it stands in a comment there too. */
  readonly unsaid: readonly string[];
}

/** Describes an endpoint that is there and writes the code that watches it, or that declares it anew. The account is only read. */
export async function adopt(endpointName: string, options: AdoptOptions): Promise<Adopted> {
  const { declare = false, latencyMillis, region, clock, host, signal, attempts } = options;
  const accounts = new Accounts({ ...(signal === undefined ? {} : { signal }), ...(attempts === undefined ? {} : { attempts }) });
  try {
    const clients = await accounts.in(region);
    host.say({ level: 'progress', stage: 'describe', text: endpointName });
    const found = await findEndpoint(clients, endpointName, clock);
    refuseOtherModes(found);
    const written = declare ? declareCode(found, latencyMillis) : importCode(found, latencyMillis);
    return {
      version: 1,
      endpointName: found.endpoint.EndpointName ?? endpointName,
      region: found.region,
      account: found.account,
      ...written,
    };
  } finally {
    accounts.close();
  }
}

/** Alarms on what a mode does not publish would never go off. */
function refuseOtherModes(found: FoundEndpoint): void {
  const { config } = found;
  const variants = config.ProductionVariants ?? [];
  const kind =
    config.AsyncInferenceConfig?.OutputConfig === undefined
      ? variants.some(({ ServerlessConfig }) => ServerlessConfig !== undefined)
        ? 'serverless'
        : variants.some(({ ModelName }) => ModelName === undefined)
          ? 'made of inference components'
          : undefined
      : 'asynchronous';
  if (kind !== undefined)
    throw new SlipwayError(
      'adopt-refused',
      `${where(found)} is ${kind}, and the constructs of this package import and declare real-time endpoints alone`,
    );
}
