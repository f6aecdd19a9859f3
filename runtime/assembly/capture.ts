import type { CapturePlan } from '../plan.js';
import { number, record, records, text, texts } from './values.js';

/** What an endpoint keeps of its requests; undefined where nothing is kept. */
export function readCapture(value: unknown): CapturePlan | undefined {
  const config = record(value);
  if (config === undefined || config['EnableCapture'] === false || config['EnableCapture'] === 'false') return undefined;
  const modes = records(config['CaptureOptions']).map((option) => option['CaptureMode']);
  const types = record(config['CaptureContentTypeHeader']) ?? {};
  return {
    sampling: number(config['InitialSamplingPercentage']) ?? 0,
    destination: text(config['DestinationS3Uri']) ?? 's3://unknown',
    input: modes.includes('Input') || modes.includes('InputAndOutput'),
    output: modes.includes('Output') || modes.includes('InputAndOutput'),
    csvContentTypes: texts(types['CsvContentTypes']),
    jsonContentTypes: texts(types['JsonContentTypes']),
  };
}
