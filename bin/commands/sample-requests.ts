import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleRow } from '../../core/schema/example.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { Plan, Platform, ServicePlan } from '../../runtime/index.js';
import type { SampleRequest } from '../render/calls.js';

/** Writes a request for each endpoint: its first golden row, else one made up from the schema of its model. */
export function writeSampleRequests({ services }: Plan, platform: Platform, folder: string): SampleRequest[] {
  mkdirSync(folder, { recursive: true });
  return services.map((service) => {
    const file = join(folder, `${service.endpointName}.json`);
    writeFileSync(file, `${JSON.stringify(sampleOf(service, platform.schemaOf(service.endpointName)))}\n`);
    return { service, file };
  });
}

function sampleOf({ variants }: ServicePlan, schema: ModelSchema | undefined): unknown {
  const folder = variants[0]?.containers[0]?.modelFolder;
  const golden = folder === undefined ? undefined : join(folder, 'samples', 'golden.jsonl');
  if (golden !== undefined && existsSync(golden)) {
    const [first = '{}'] = readFileSync(golden, 'utf8').split('\n', 1);
    return (JSON.parse(first) as { input?: unknown }).input ?? {};
  }
  // What a stand-in takes is not known here.
  return schema === undefined ? {} : { instances: [exampleRow(schema)] };
}
