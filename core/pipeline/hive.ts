import { typeName, type SqlType } from '../sql/index.js';

const NAMES: { readonly [kind: string]: string } = { varchar: 'string', integer: 'int', real: 'float', varbinary: 'binary' };

/** A column's type as the Glue Data Catalog writes it: Hive's names (Athena user guide, "Data types in Amazon Athena"). */
export function hiveType(type: SqlType): string {
  switch (type.kind) {
    case 'array':
      return `array<${hiveType(type.of)}>`;
    case 'map':
      return `map<${hiveType(type.key)},${hiveType(type.value)}>`;
    case 'timestamp':
    case 'instant':
      return 'timestamp';
    default:
      return NAMES[type.kind] ?? typeName(type);
  }
}

/** Back again: a type of the catalogue as Athena's SQL writes it. */
export function athenaType(hive: string): string {
  return hive
    .replaceAll('<', '(')
    .replaceAll('>', ')')
    .replaceAll(/\b(string|int|float|binary|timestamp)\b/g, (word) => ATHENA[word] ?? word);
}

/** Times of the catalogue are milliseconds to Athena. */
const ATHENA: { readonly [hive: string]: string } = {
  timestamp: 'timestamp(3)',
  ...Object.fromEntries(Object.entries(NAMES).map(([athena, hive]) => [hive, athena])),
};
