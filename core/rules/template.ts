import type { Template, TemplateResource } from './rule.js';

/** Resource with its logical id. */
export interface Found {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly resource: TemplateResource;
}

/** Every resource of a type, in the order of the template. */
export function resourcesOf({ Resources }: Template, ...types: readonly string[]): Found[] {
  return Object.entries(isRecord(Resources) ? Resources : {}).flatMap(([logicalId, resource]) =>
    isRecord(resource) && types.includes(resource.Type)
      ? [{ logicalId, resource, properties: isRecord(resource.Properties) ? resource.Properties : {} }]
      : [],
  );
}

/** A plain object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{ Ref: 'AWS::NoValue' }` is as if it were not there. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || (isRecord(value) && value['Ref'] === 'AWS::NoValue');
}

/** The text, where it is one and no intrinsic. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The number, also where it is spelled as a text; undefined for an intrinsic. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** True or false, also as texts. */
export function booleanOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

/** The items that are objects; intrinsics in place of the list give none. */
export function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Logical id and attribute of `Fn::GetAtt` in either spelling. */
export function attributeOf(value: unknown): { readonly logicalId: string; readonly attribute: string } | undefined {
  if (!isRecord(value)) return undefined;
  const reference = value['Fn::GetAtt'];
  const [logicalId, ...rest] = typeof reference === 'string' ? reference.split('.') : Array.isArray(reference) ? reference.map(String) : [];
  return logicalId === undefined ? undefined : { logicalId, attribute: rest.join('.') };
}

/** Logical id of `Ref`. */
export function refOf(value: unknown): string | undefined {
  return isRecord(value) ? textOf(value['Ref']) : undefined;
}

/** The logical id that a value refers to, by Ref or by an attribute. */
export function referredBy(value: unknown): string | undefined {
  return refOf(value) ?? attributeOf(value)?.logicalId;
}

/** A value for people: as it is written in the template. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
