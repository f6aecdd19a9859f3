/** JSONata reads texts as JSON writes them. */
export const jsonata = (text: string): string => JSON.stringify(text);
/** A step's name as names of the catalogue, of folders and of variables take it. */
export const identifier = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
/** Variable that holds where a step's rows are. */
export const tableVariable = (step: string, port?: 'otherwise'): string => `table_${identifier(step)}${suffix(port)}`;
/** Variable that holds the places of what a step has made, `{ rows: 's3://…/' }`. */
export const madeVariable = (step: string, port?: 'otherwise'): string => `made_${identifier(step)}${suffix(port)}`;
/** Variable that holds what a step of several states has to remember. */
export const ownVariable = (step: string): string => `own_${identifier(step)}`;
/** Variable that holds the conditions of a check that are not met: one for each, since a branch may not assign what is assigned around it. */
export const failedVariable = (step: string): string => `failed_${identifier(step)}`;
/** Variable that holds what a step tells of itself, for the record. */
export const factsVariable = (step: string): string => `facts_${identifier(step)}`;
/** Capitals, which no step's own name has there. */
const suffix = (port: 'otherwise' | undefined): string => (port === undefined ? '' : `_${port.toUpperCase()}`);
