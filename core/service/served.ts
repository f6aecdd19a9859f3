/**
 * What a caller sends along, in the header X-Amzn-SageMaker-Custom-Attributes, to have an endpoint tell what it serves. Captured exchanges that
 * carry it are no traffic.
 */
export const GOLDEN_ATTRIBUTE = 'slipway-golden';
/** The header, in lower case; SageMaker hands it through in both directions. */
export const CUSTOM_ATTRIBUTES_HEADER = 'x-amzn-sagemaker-custom-attributes';

/** Names under which our server tells of itself. */
export const SERVED = Object.freeze({
  /** SHA-256 of the file that holds the model. */
  model: 'slipway-model',
  /** SHA-256 of the features' names in order, one a line. */
  columns: 'slipway-columns',
});

/** As the header carries them. */
export function servedText(digests: Readonly<Record<string, string>>): string {
  return Object.entries(digests)
    .map(([name, digest]) => `${name}=${digest}`)
    .join('; ');
}

/** What an answer's header tells; empty where it is none of ours. */
export function servedIn(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(';').flatMap((part): [string, string][] => {
      const [name = '', value] = part.split('=', 2);
      return value === undefined ? [] : [[name.trim(), value.trim()]];
    }),
  );
}
