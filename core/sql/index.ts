export { compileQuery, type CompiledStatement, type SqlTable } from './compile-query.js';
export { CASTS } from './casts.js';
export { FUNCTIONS, INSTEAD } from './functions/index.js';
export type { FunctionRow } from './functions/row.js';
export { OPERATOR_PROOFS } from './operators.js';
export { parseTypeText } from './parse-type.js';
export { PRELUDE } from './prelude.js';
export { placed, type SqlProblem } from './problem.js';
export { duckType, typeName, type SqlType } from './types.js';
