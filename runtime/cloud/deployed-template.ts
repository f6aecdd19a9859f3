import { record } from '../assembly/values.js';

type Json = Readonly<Record<string, unknown>>;

/** Says which version of the CDK was there; changes with it and deploys nothing. */
const CDK_METADATA = 'AWS::CDK::Metadata';
/** CloudFormation hands a template back with a question mark in the place of every other character. */
// oxlint-disable-next-line no-control-regex
const NOT_ASCII = /[^\u0000-\u007f]/g;

/** A template that CloudFormation handed back; undefined where it is none that the CDK wrote, such as YAML. */
export function parseDeployed(body: string): Json | undefined {
  try {
    return record(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** A template as CloudFormation would hand it back. */
export function asHandedBack(template: unknown): Json {
  return JSON.parse(JSON.stringify(template).replaceAll(NOT_ASCII, '?')) as Json;
}

/** Logical ids of the resources that deploying would add, remove or change; what only says where something was declared does not count. */
export function changedResources(deployed: Json, synthesized: unknown): string[] {
  const [before, after] = [deployed, asHandedBack(synthesized)].map(resourcesOf);
  const ids = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return ids.filter((id) => canonical(before?.[id]) !== canonical(after?.[id]));
}

function resourcesOf(template: Json): Json {
  const resources = Object.entries(record(template['Resources']) ?? {}).filter(([, each]) => record(each)?.['Type'] !== CDK_METADATA);
  return Object.fromEntries(
    resources.map(([id, each]) => [id, Object.fromEntries(Object.entries(record(each) ?? {}).filter(([name]) => name !== 'Metadata'))]),
  );
}

/** The same text for the same value, in whatever order its fields stand. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    const fields = record(each);
    return fields === undefined ? each : Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
