import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleRow } from '../../core/schema/example.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { readSamples, type Plan, type Platform, type RowBody, type ServicePlan } from '../../runtime/index.js';
import type { SampleRequest } from '../render/calls.js';

const JSON_TYPE = 'application/json';

/** Writes a request for each endpoint: what its callers send or its first golden row, else one made up from the schema of its model. */
export function writeSampleRequests({ services }: Plan, platform: Platform, folder: string): SampleRequest[] {
  mkdirSync(folder, { recursive: true });
  return services.map((service) => {
    const { body, contentType } = sampleOf(service, platform.schemaOf(service.endpointName));
    const json = contentType.startsWith(JSON_TYPE);
    const file = join(folder, `${service.endpointName}.${json ? 'json' : 'txt'}`);
    // People look at JSON; of other text the last line may matter.
    writeFileSync(file, json ? `${body.toString('utf8')}\n` : body);
    return { service, file, contentType };
  });
}

function sampleOf({ samples, variants }: ServicePlan, schema: ModelSchema | undefined): RowBody {
  const folder = variants[0]?.containers[0]?.modelFolder;
  const golden = folder === undefined ? undefined : join(folder, 'samples', 'golden.jsonl');
  const said = samples ?? (golden !== undefined && existsSync(golden) ? golden : undefined);
  const [first] = said === undefined ? [] : readSamples(said);
  if (first !== undefined) return first;
  // What a stand-in takes is not known here.
  const made = schema === undefined ? {} : { instances: [exampleRow(schema)] };
  return { body: Buffer.from(JSON.stringify(made)), contentType: JSON_TYPE };
}
