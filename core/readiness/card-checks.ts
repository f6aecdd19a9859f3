/** What is wrong with a value, each with its place; nothing where it is right or absent. */
export type Check = (value: unknown, at: string) => string[];

/** A text of so many characters. */
export function text(most: number, least: number = 0): Check {
  return (value, at) => {
    if (typeof value !== 'string') return [`${at} is ${kindOf(value)}; give a text`];
    if (value.length < least) return [`${at} is empty; give at least ${least} character`];
    return value.length > most ? [`${at} has ${value.length} characters; SageMaker takes ${most}`] : [];
  };
}

export function oneOf(...values: readonly string[]): Check {
  return (value, at) =>
    typeof value === 'string' && values.includes(value) ? [] : [`${at} is ${shown(value)}; give one of ${values.join(', ')}`];
}

export const number: Check = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) ? [] : [`${at} is ${kindOf(value)}; give a number`];

/** A list of so many items. */
export function list(item: Check, most: number, least: number = 0): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return [`${at} is ${kindOf(value)}; give a list`];
    if (value.length < least || value.length > most) return [`${at} has ${value.length} entries; SageMaker takes ${least} to ${most}`];
    return value.flatMap((each: unknown, index) => item(each, `${at}[${index}]`));
  };
}

/** Texts by any key. */
export function texts(most: number): Check {
  return (value, at) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([key, each]) => text(most)(each, `${at}.${key}`))
      : [`${at} is ${kindOf(value)}; give an object of texts`];
}

/** An object of these fields and no others. */
export function object(fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (value, at) => {
    if (!isRecord(value)) return [`${at === '' ? 'the card' : at} is ${kindOf(value)}; give an object`];
    const place = (key: string): string => (at === '' ? key : `${at}.${key}`);
    return [
      ...required.filter((key) => value[key] === undefined).map((key) => `${place(key)} is missing`),
      ...Object.entries(value).flatMap(([key, each]) => {
        const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
        return check === undefined
          ? [`${place(key)} is no field of a model card; put it into additional_information.custom_details, or leave it out`]
          : check(each, place(key));
      }),
    ];
  };
}

/** Whichever check a value asks for by what it says of itself. */
export function chosen(choose: (value: Readonly<Record<string, unknown>>) => Check): Check {
  return (value, at) => (isRecord(value) ? choose(value)(value, at) : [`${at} is ${kindOf(value)}; give an object`]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : shown(value);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value.slice(0, 40)}'` : JSON.stringify(value);
}
