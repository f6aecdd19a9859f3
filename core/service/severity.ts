/** How loud an alarm is. */
export const SEVERITIES = ['page', 'ticket'] as const;
export type ToldSeverity = (typeof SEVERITIES)[number];

const WORDS: Readonly<Record<ToldSeverity, string>> = { page: 'PAGE', ticket: 'TICKET' };

/** How the description of an alarm that acts begins: for who reads it at night, and for the rehearsal. */
export function severityPrefix(severity: ToldSeverity): string {
  return `${WORDS[severity]}: `;
}

/** The severity that a description states, if it does. */
export function severityIn(description: string): ToldSeverity | undefined {
  return SEVERITIES.find((severity) => description.startsWith(severityPrefix(severity)));
}
