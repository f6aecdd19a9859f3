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
