type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordIn(value: Json, key: string): Json {
  const found = value[key];
  return isRecord(found) ? found : {};
}

/** The objects of a list; anything else in it is stepped over. */
export function listIn(value: Json, key: string): Json[] {
  const found = value[key];
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

export function textIn(value: Json, key: string): string | undefined {
  const found = value[key];
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

export function numberIn(value: Json, key: string): number | undefined {
  const found = value[key];
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}
