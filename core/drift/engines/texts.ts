/** A name as SQL takes it whatever it holds. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A double to the last bit: with an exponent, since 1.5 alone is a decimal to Trino. */
export function double(value: number): string {
  return value.toExponential().toUpperCase();
}

export function list(values: readonly string[]): string {
  return values.map(literal).join(', ');
}
