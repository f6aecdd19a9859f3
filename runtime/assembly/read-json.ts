import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { SlipwayError } from '../../core/errors/index.js';

/** Reads a JSON file of the assembly and checks the part of it that is read. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError(
      'assembly-unreadable',
      `a file of the assembly cannot be read: ${said}; synthesize again into an empty folder`,
      { source: path },
      { cause },
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SlipwayError(
    'assembly-unreadable',
    `a file of the assembly is not what it should be: ${issuesText(parsed.error)}; synthesize again into an empty folder`,
    { source: path },
  );
}

/** What is wrong with a document, each with its place in it; what is wrong with all of it has none. */
export function issuesText({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');
}
