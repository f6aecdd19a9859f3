import colors from 'picocolors';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, ServicePlan } from '../../runtime/index.js';

/** How to call each endpoint that is open: AWS CLI, curl, SDK. */
export function renderCalls(url: string, { services }: Plan, captureDirectory: string): string {
  const blocks = services.map((service) => renderService(url, service));
  return `${blocks.join('\n')}\n${colors.dim(`captured records: ${captureDirectory}`)}\n${colors.dim('Ctrl-C closes everything')}\n`;
}

function renderService(url: string, service: ServicePlan): string {
  const { endpointName, region, path } = service;
  const body = sampleBody(service);
  const route = `${url}/endpoints/${endpointName}/invocations`;
  return [
    `${colors.bold(endpointName)}  ${colors.dim(path)}`,
    `  curl      curl -s ${route} -H 'Content-Type: application/json' -d '${body}'`,
    `  AWS CLI   aws sagemaker-runtime invoke-endpoint --endpoint-url ${url} --region ${region} --endpoint-name ${endpointName} \\`,
    `              --content-type application/json --cli-binary-format raw-in-base64-out --body '${body}' /dev/stdout`,
    `  SDK       new SageMakerRuntimeClient({ endpoint: '${url}', region: '${region}', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })`,
    `              .send(new InvokeEndpointCommand({ EndpointName: '${endpointName}', ContentType: 'application/json', Body: '…' }))`,
    '',
  ].join('\n');
}

/** The first golden row as a request body, so that what is printed can be pasted and answers. */
function sampleBody({ variants }: ServicePlan): string {
  const folder = variants[0]?.containers[0]?.modelFolder;
  const golden = folder === undefined ? undefined : join(folder, 'samples', 'golden.jsonl');
  if (golden === undefined || !existsSync(golden)) return '[…]';
  const [first = '{}'] = readFileSync(golden, 'utf8').split('\n', 1);
  const row = JSON.parse(first) as { input?: unknown };
  return JSON.stringify(row.input ?? []);
}
