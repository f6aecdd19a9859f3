import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SlipwayError } from '../../core/errors/index.js';
import { instanceFacts } from '../../core/limits/index.js';
import type { Prices } from '../../core/planning/workload.js';

const FORM =
  '{"version": 1, "currency": "USD", "instances": {"ml.m5.large": {"hosting": …, "batch": …, "training": …, "processing": …}}, "serverless": {"gbSecond": …, "gbProcessed": …}, "athena": {"terabyteScanned": …}}';
const PRICE = z.number('give a number, an hour in the currency above').nonnegative('a price is not negative');

// The types are written out: whoever installs the package has no zod for its declarations to name.
const PRICES: z.ZodType<Prices> = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1, 'give "version": 1'),
    currency: z.string('give the currency, "USD"').min(1),
    /** Where and when they were looked up, for people. */
    region: z.string().optional(),
    asOf: z.string().optional(),
    instances: z
      .record(
        z.string(),
        z.strictObject({ hosting: PRICE.optional(), batch: PRICE.optional(), training: PRICE.optional(), processing: PRICE.optional() }),
      )
      .default({}),
    serverless: z.strictObject({ gbSecond: PRICE, gbProcessed: PRICE.optional() }).optional(),
    athena: z.strictObject({ terabyteScanned: PRICE }).optional(),
  })
  .transform(({ currency, instances, serverless, athena }) => ({
    currency,
    instances,
    ...(serverless === undefined ? {} : { serverless }),
    ...(athena === undefined ? {} : { athena }),
  }));

/** Reads a price file, which whoever pays writes: prices differ by region, by year and by contract, and none is known here. */
export function readPrices(path: string): Prices {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError('price-file', `the prices cannot be read: ${said}; give ${FORM}`, { source: path }, { cause });
  }
  const parsed = PRICES.safeParse(value);
  const problems = parsed.success
    ? Object.keys(parsed.data.instances)
        .filter((name) => instanceFacts(name) === undefined)
        .map((name) => `instances.${name}: there is no such instance type in the table; spell it ml.m5.large`)
    : parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new SlipwayError('price-file', `these are no prices: ${problems.slice(0, 5).join('; ')}; the form is ${FORM}`, { source: path });
}
