import { isAbsent, isIntrinsic, isRecord } from './template.js';

/** A request that a resource's policy is to allow. */
export interface Request {
  /** `cloudwatch.amazonaws.com`. */
  readonly service: string;
  /** `sns:Publish`. */
  readonly action: string;
  /** Whether an account's principal counts too, where the statement is conditional on the source (`AWS:SourceOwner` and its like). */
  readonly forAccount: boolean;
}

/**
 * Whether any of the policy documents allows a service an action. A document that is absent allows nothing. Conditions are taken as met, and
 * Deny statements are not weighed: those in use (TLS only) are about how one calls, not who. Whatever only the deployment knows, in place
 * of a document, a statement, a service or an action, is taken as allowing.
 */
export function admits(documents: readonly unknown[], request: Request): boolean {
  return documents.some((document) => {
    if (isAbsent(document)) return false;
    if (!isRecord(document) || isIntrinsic(document)) return true;
    return listOf(document['Statement']).some((statement) => isIntrinsic(statement) || (isRecord(statement) && allows(statement, request)));
  });
}

type Statement = Readonly<Record<string, unknown>>;

function allows(statement: Statement, { service, action, forAccount }: Request): boolean {
  if (statement['Effect'] !== 'Allow') return false;
  const exceptions = statement['NotPrincipal'] !== undefined || statement['NotAction'] !== undefined;
  return exceptions || (principalMatches(statement, service, forAccount) && actionMatches(statement['Action'], action));
}

function principalMatches(statement: Statement, service: string, forAccount: boolean): boolean {
  const principal = statement['Principal'];
  if (principal === '*' || isIntrinsic(principal)) return true;
  if (!isRecord(principal)) return false;
  const services = listOf(principal['Service']);
  const accounts = listOf(principal['AWS']);
  return (
    services.includes(service) ||
    services.some(isIntrinsic) ||
    accounts.includes('*') ||
    (forAccount && accounts.length > 0 && isAboutSource(statement['Condition']))
  );
}

const SOURCE_KEYS = ['aws:sourceowner', 'aws:sourceaccount', 'aws:sourcearn'];

function isAboutSource(condition: unknown): boolean {
  return (
    isRecord(condition) &&
    Object.values(condition).some((keys) => isRecord(keys) && Object.keys(keys).some((key) => SOURCE_KEYS.includes(key.toLowerCase())))
  );
}

/** `*` at the end, as policies have it; a pattern with one inside is taken by its head. */
function actionMatches(actions: unknown, action: string): boolean {
  return listOf(actions).some((pattern) => {
    if (typeof pattern !== 'string') return isIntrinsic(pattern);
    const [head = '', ...rest] = pattern.toLowerCase().split('*');
    return rest.length === 0 ? head === action.toLowerCase() : action.toLowerCase().startsWith(head);
  });
}

function listOf(value: unknown): readonly unknown[] {
  if (isAbsent(value)) return [];
  return Array.isArray(value) ? value : [value];
}
