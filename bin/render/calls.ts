import { createColors } from 'picocolors';
import type { ServicePlan } from '../../runtime/index.js';
import type { Surface } from './rehearsal.js';

/** A request body in a file, so that what is printed stays short and can be pasted as it stands. */
export interface SampleRequest {
  readonly service: ServicePlan;
  readonly file: string;
  readonly contentType: string;
}

/** How to call each endpoint that is open: curl, AWS CLI, SDK; each as it can be pasted. */
export function renderCalls(url: string, requests: readonly SampleRequest[], captureDirectory: string, { colors }: Surface): string {
  const paint = createColors(colors);
  const blocks = requests.map((request) => {
    const { endpointName, path } = request.service;
    return [`${paint.bold(endpointName)}  ${paint.dim(path)}`, ...curl(url, request), ...cli(url, request), ''].join('\n');
  });
  const [first] = requests;
  return [
    ...blocks,
    ...(first === undefined ? [] : sdk(url, first, paint.dim)),
    paint.dim(`captured records: ${captureDirectory}`),
    paint.dim('Ctrl-C closes everything'),
    '',
  ].join('\n');
}

function curl(url: string, { service: { endpointName }, file, contentType }: SampleRequest): string[] {
  // -d would take the ends of lines out of CSV.
  return [
    `  curl -s ${url}/endpoints/${endpointName}/invocations \\`,
    `    -H 'Content-Type: ${contentType}' --data-binary @${quoted(file)}`,
  ];
}

/** Understood by version 1 and 2; signatures are not looked at here, hence none. */
function cli(url: string, { service: { endpointName, region }, file, contentType }: SampleRequest): string[] {
  return [
    `  aws sagemaker-runtime invoke-endpoint --endpoint-url ${url} \\`,
    `    --region ${region} --no-sign-request --endpoint-name ${endpointName} \\`,
    `    --content-type ${quoted(contentType)} --body fileb://${quoted(file)} /dev/stdout`,
  ];
}

function sdk(
  url: string,
  { service: { endpointName, region }, file, contentType }: SampleRequest,
  dim: (text: string) => string,
): string[] {
  return [
    dim('SDK'),
    "  import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';",
    "  import { readFileSync } from 'node:fs';",
    '  const client = new SageMakerRuntimeClient({',
    `    endpoint: '${url}', region: '${region}',`,
    "    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },",
    '  });',
    '  const { Body } = await client.send(new InvokeEndpointCommand({',
    `    EndpointName: '${endpointName}', ContentType: '${contentType}',`,
    `    Body: readFileSync('${file}'),`,
    '  }));',
    '  console.log(Buffer.from(Body).toString());',
    '',
  ];
}

/** For a shell, where the folder for temporary files has blanks in its name. */
function quoted(file: string): string {
  return /^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
