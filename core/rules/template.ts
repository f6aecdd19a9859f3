import type { Template, TemplateResource } from './rule.js';

/** Resource with its logical id. */
export interface Found {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly resource: TemplateResource;
}

/** An object of a list, and where in the list it stands. */
export interface Item {
  readonly index: number;
  readonly item: Readonly<Record<string, unknown>>;
}

/** What is worked out once for a template: some fifty rules ask for the same few things. */
export function oncePerTemplate<Value>(workOut: (template: Template, key: string) => Value): (template: Template, key?: string) => Value {
  const kept = new WeakMap<Template, Map<string, Value>>();
  return (template, key = '') => {
    const values = kept.get(template) ?? new Map<string, Value>();
    kept.set(template, values);
    const value = values.has(key) ? (values.get(key) as Value) : workOut(template, key);
    values.set(key, value);
    return value;
  };
}

/** A resource, and how many stand before it. */
interface Entry {
  readonly position: number;
  readonly logicalId: string;
  readonly resource: TemplateResource;
}

const entriesByType = oncePerTemplate(({ Resources }): ReadonlyMap<string, readonly Entry[]> => {
  const byType = new Map<string, Entry[]>();
  Object.entries(isRecord(Resources) ? Resources : {}).forEach(([logicalId, resource], position) => {
    const type = isRecord(resource) ? resource.Type : undefined;
    if (typeof type !== 'string') return;
    const entries = byType.get(type) ?? [];
    byType.set(type, entries);
    entries.push({ position, logicalId, resource });
  });
  return byType;
});

const resourcesByTypes = oncePerTemplate((template, types) => findResources(template, types.split(',')));

/** Every resource of a type, in the order of the template. */
export function resourcesOf(template: Template, ...types: readonly string[]): readonly Found[] {
  return resourcesByTypes(template, types.join());
}

function findResources(template: Template, types: readonly string[]): Found[] {
  return types
    .flatMap((type) => entriesByType(template).get(type) ?? [])
    .toSorted((one, other) => one.position - other.position)
    .map(({ logicalId, resource }) => ({ logicalId, resource, properties: isRecord(resource.Properties) ? resource.Properties : {} }));
}

const resourcesById = oncePerTemplate(
  (template, type): ReadonlyMap<string, Found> => new Map(resourcesOf(template, type).map((found) => [found.logicalId, found])),
);

/** The resource of a type and a logical id, where the template has it. */
export function resourceOf(template: Template, type: string, logicalId: string | undefined): Found | undefined {
  return logicalId === undefined ? undefined : resourcesById(template, type).get(logicalId);
}

const resourcesByName = oncePerTemplate((template, key): ReadonlyMap<string, Found> => {
  const [type = '', property = ''] = key.split(' ');
  const named = resourcesOf(template, type).filter(({ properties }) => !isAbsent(properties[property]));
  // Of two with one name the first is meant, which has to come last into the map.
  return new Map(named.toReversed().map((found) => [JSON.stringify(found.properties[property]), found]));
});

/**
 * The resource that a value means: by a reference to it, or by the name that a property of it gives it, where both come out the same at every
 * deployment.
 */
export function resourceMeant(
  template: Template,
  type: string,
  property: string,
  value: unknown,
  logicalId: string | undefined = referredBy(value),
): Found | undefined {
  const referred = resourceOf(template, type, logicalId);
  if (referred !== undefined || isAbsent(value)) return referred;
  return resourcesByName(template, `${type} ${property}`).get(JSON.stringify(value));
}

/** The resource of a logical id, where the template has it. */
export function resourceAt({ Resources }: Template, logicalId: string | undefined): TemplateResource | undefined {
  if (logicalId === undefined || !isRecord(Resources) || !Object.hasOwn(Resources, logicalId)) return undefined;
  const resource: unknown = Resources[logicalId];
  return isRecord(resource) ? (resource as unknown as TemplateResource) : undefined;
}

/** A plain object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether only the deployment knows the value: `{ Ref: … }`, `{ 'Fn::If': … }`. */
export function isIntrinsic(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const keys = Object.keys(value);
  const only = keys[0];
  return only !== undefined && keys.length === 1 && (only === 'Ref' || only.startsWith('Fn::'));
}

/** `{ Ref: 'AWS::NoValue' }` is as if it were not there. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || refOf(value) === 'AWS::NoValue';
}

/** The value, unless it is as if it were not there. */
export function presentOf(value: unknown): unknown {
  return isAbsent(value) ? undefined : value;
}

/** The object, where it is written out and no intrinsic. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) && !isIntrinsic(value) ? value : undefined;
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

/** The objects of a list that are written out; an intrinsic in place of the list gives none. */
export function itemsOf(value: unknown): Item[] {
  return (Array.isArray(value) ? value : []).flatMap((each: unknown, index): Item[] => {
    const item = objectOf(each);
    return item === undefined ? [] : [{ index, item }];
  });
}

/** Whether a list says all that it will hold: nothing in it, nor the list itself, waits for the deployment. */
export function isWrittenOut(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every((item) => isAbsent(item) || !isIntrinsic(item));
}

/** Logical id and attribute of `Fn::GetAtt` in either spelling. */
export function attributeOf(value: unknown): { readonly logicalId: string; readonly attribute: string } | undefined {
  if (!isRecord(value)) return undefined;
  const reference: unknown = value['Fn::GetAtt'];
  const parts: readonly unknown[] = typeof reference === 'string' ? reference.split('.') : Array.isArray(reference) ? reference : [];
  const [logicalId, ...rest] = parts;
  return typeof logicalId === 'string' ? { logicalId, attribute: rest.filter((part) => typeof part === 'string').join('.') } : undefined;
}

/** Logical id of `Ref`. */
export function refOf(value: unknown): string | undefined {
  return isRecord(value) ? textOf(value['Ref']) : undefined;
}

/** The logical id that a value refers to, by Ref or by an attribute. */
export function referredBy(value: unknown): string | undefined {
  return refOf(value) ?? attributeOf(value)?.logicalId;
}

/** Whether two values come out the same at every deployment: written alike. */
export function isSame(one: unknown, other: unknown): boolean {
  return !isAbsent(one) && !isAbsent(other) && JSON.stringify(one) === JSON.stringify(other);
}

/** The texts of a value that may be joined from parts, the first and the last included; parts that wait for the deployment are left out. */
export function literalsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return joinedOf(value).filter((part) => typeof part === 'string');
}

/** The parts of `Fn::Join` without a delimiter. */
export function joinedOf(value: unknown): readonly unknown[] {
  const join: unknown = isRecord(value) ? value['Fn::Join'] : undefined;
  const [delimiter, parts]: readonly unknown[] = Array.isArray(join) ? join : [];
  return delimiter === '' && Array.isArray(parts) ? parts : [];
}

/** A value for people: as it is written in the template. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : value === undefined ? 'nothing' : JSON.stringify(value);
}
