import { number, record } from '../../assembly/values.js';

/** What a serverless variant may take, in a template as in the answers of SageMaker; null where it runs on instances. */
export function serverlessText(config: unknown): string | null {
  const fields = record(config);
  const [memory, concurrency, provisioned] = ['MemorySizeInMB', 'MaxConcurrency', 'ProvisionedConcurrency'].map((name) =>
    number(fields?.[name]),
  );
  if (memory === undefined && concurrency === undefined) return null;
  const kept = provisioned === undefined || provisioned === 0 ? '' : `, ${provisioned} kept ready`;
  return `${memory ?? 'unknown'} MB, ${concurrency ?? 'unknown'} at once${kept}`;
}
