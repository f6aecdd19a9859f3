import type { FoundEndpoint } from './found-endpoint.js';

/** `fraud-prod` as a class: `FraudProd`. */
export function classNameOf(text: string): string {
  const name = text
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
  return /^[A-Za-z]/.test(name) ? name : `Endpoint${name}`;
}

/** As a constant: `fraudProd`. */
export function constantOf(text: string): string {
  const name = classNameOf(text);
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

export function where({ endpoint, region, account }: FoundEndpoint): string {
  return `${endpoint.EndpointName} in ${region} of ${account}`;
}
