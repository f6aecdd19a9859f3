import { z } from 'zod';
import { SlipwayError } from '../../core/errors/index.js';
import { readJson } from './read-json.js';
import { record, text } from './values.js';

const TEMPLATE = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() })).optional(),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string().optional(), Default: z.unknown().optional() })).optional(),
  Conditions: z.record(z.string(), z.unknown()).optional(),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).optional(),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({ Value: z.unknown(), Condition: z.string().optional(), Export: z.looseObject({ Name: z.unknown() }).optional() }),
    )
    .optional(),
  Transform: z.unknown().optional(),
});
const MACROS = z.array(z.object({ name: z.string(), logicalId: z.string().optional() }));
const READ = z.preprocess(
  (raw) => ({ template: withoutMacros(raw), macros: macrosOf(raw) }),
  z.object({ template: TEMPLATE, macros: MACROS }),
);
const SECTIONS = ['Resources', 'Parameters', 'Conditions', 'Mappings', 'Outputs'] as const;

export type ParsedTemplate = z.infer<typeof TEMPLATE>;

/** A macro that a template calls: `Fn::Transform AWS::Include`, `Fn::ForEach::Topics`. */
export interface Macro {
  readonly name: string;
  /** The resource whose declaration it makes or completes; absent elsewhere in the template. */
  readonly logicalId?: string | undefined;
}

/** A template, and the macros in it, which the account would expand before it reads the rest. */
export interface ReadTemplate {
  readonly template: ParsedTemplate;
  readonly macros: readonly Macro[];
}

export function readTemplate(path: string): ReadTemplate {
  return readJson(path, READ);
}

/**
 * A template that is there already.
 *
 * @param path for messages
 */
export function parseTemplate(value: unknown, path: string): ReadTemplate {
  const parsed = READ.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SlipwayError('assembly-unreadable', `the template is not one of CloudFormation: ${z.prettifyError(parsed.error)}`, { path });
}

/** What stands in the place of a declaration until a macro has made one; the rest of a template can be read without it. */
function withoutMacros(raw: unknown): unknown {
  const template = record(raw);
  if (template === undefined) return raw;
  const sections = SECTIONS.flatMap((section) => {
    const declared = record(template[section]);
    if (declared === undefined) return [];
    const kept = Object.entries(declared).filter(([name, value]) => !name.startsWith('Fn::') && !isWhollyMade(value));
    return [[section, Object.fromEntries(kept)] as const];
  });
  return { ...template, ...Object.fromEntries(sections) };
}

function isWhollyMade(value: unknown): boolean {
  const keys = Object.keys(record(value) ?? {});
  return keys.length === 1 && keys[0] === 'Fn::Transform';
}

function macrosOf(raw: unknown): z.infer<typeof MACROS> {
  return Object.entries(record(raw) ?? {}).flatMap(([section, content]) =>
    section === 'Resources' && record(content) !== undefined
      ? Object.entries(content as object).flatMap(([logicalId, resource]) =>
          logicalId.startsWith('Fn::') ? macrosIn({ [logicalId]: resource }) : macrosIn(resource).map((name) => ({ ...name, logicalId })),
        )
      : macrosIn(content),
  );
}

function macrosIn(value: unknown): { name: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'Fn::Transform') return [{ name: `Fn::Transform ${text(record(inner)?.['Name']) ?? ''}`.trim() }];
    return key.startsWith('Fn::ForEach') ? [{ name: key }] : macrosIn(inner);
  });
}
