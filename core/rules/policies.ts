import { isRecord, recordsOf } from './template.js';

/** Whether any of the policy documents allows a service an action. Conditions are taken as met; principals that are intrinsics as unknown, and so as allowed. */
export function admits(documents: readonly unknown[], service: string, action: string): boolean {
  return documents.some((document) => {
    const statement = isRecord(document) ? document['Statement'] : undefined;
    // A document that is an intrinsic cannot be read.
    if (statement === undefined) return true;
    return (Array.isArray(statement) ? recordsOf(statement) : recordsOf([statement])).some(
      (each) => each['Effect'] === 'Allow' && principalMatches(each['Principal'], service) && actionMatches(each['Action'], action),
    );
  });
}

function principalMatches(principal: unknown, service: string): boolean {
  if (principal === '*') return true;
  if (!isRecord(principal)) return false;
  return listOf(principal['Service']).includes(service) || listOf(principal['AWS']).includes('*');
}

function actionMatches(actions: unknown, action: string): boolean {
  return listOf(actions).some((pattern) => {
    if (typeof pattern !== 'string') return true;
    const [head = '', ...rest] = pattern.toLowerCase().split('*');
    return rest.length === 0 ? head === action.toLowerCase() : action.toLowerCase().startsWith(head);
  });
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
