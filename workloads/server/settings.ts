import { resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';

/** What the server is told by its environment. */
export interface Settings {
  readonly port: number;
  readonly address: string;
  readonly modelDirectory: string;
  /** Largest request body, bytes. */
  readonly bodyLimit: number;
  readonly onBadRecord: OnBadRecord;
}

/**
 * What one record that cannot be scored does to a body: `refuse` answers 400, and names it; `mark` answers 200 with a marker in its place, so
 * that a batch transform job loses that record and nothing else.
 */
export type OnBadRecord = 'refuse' | 'mark';

/** SageMaker's container contract: port 8080 unless told otherwise, the model unpacked at /opt/ml/model. */
const DEFAULTS = Object.freeze({ port: 8080, address: '127.0.0.1', modelDirectory: '/opt/ml/model', bodyLimit: 100 * 1024 * 1024 });

/**
 * Reads SAGEMAKER_BIND_TO_PORT, SLIPWAY_HOST, SLIPWAY_MODEL_DIR and SLIPWAY_ON_BAD_RECORD. Loopback unless told otherwise; the container image
 * tells it.
 */
export function settingsFrom(environment: NodeJS.ProcessEnv): Settings {
  return {
    port: portFrom(environment['SAGEMAKER_BIND_TO_PORT']),
    address: environment['SLIPWAY_HOST'] ?? DEFAULTS.address,
    modelDirectory: resolve(environment['SLIPWAY_MODEL_DIR'] ?? DEFAULTS.modelDirectory),
    bodyLimit: DEFAULTS.bodyLimit,
    onBadRecord: onBadRecordFrom(environment['SLIPWAY_ON_BAD_RECORD']),
  };
}

function onBadRecordFrom(text: string | undefined): OnBadRecord {
  if (text === undefined || text === '') return 'refuse';
  if (text === 'refuse' || text === 'mark') return text;
  throw new SlipwayError('server-setting', `SLIPWAY_ON_BAD_RECORD is '${text}'; give refuse, or mark`);
}

function portFrom(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULTS.port;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new SlipwayError('server-setting', `SAGEMAKER_BIND_TO_PORT is '${text}'; give a port from 0 to 65535, 0 for any free one`);
  }
  return port;
}
