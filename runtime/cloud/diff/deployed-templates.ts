import { SlipwayError } from '../../../core/errors/index.js';
import type { ReadStack } from '../../assembly/stacks.js';
import { record, text } from '../../assembly/values.js';
import type { CloudFormation } from '../cloudformation.js';
import { parseDeployed } from '../deployed-template.js';

const NESTED = 'AWS::CloudFormation::Stack';

/** The templates of a deployed stack and of those within it, by construct path; none where it is not deployed. */
export async function deployedTemplates(
  cloudformation: CloudFormation,
  { path, scope }: ReadStack,
  stacks: readonly ReadStack[],
): Promise<Map<string, unknown>> {
  const templates = new Map<string, unknown>();
  const read = async (name: string, at: string): Promise<void> => {
    const stack = await cloudformation.stack(name);
    if (stack?.StackId === undefined) return;
    const template = parseDeployed(await cloudformation.template(stack.StackId));
    if (template === undefined)
      throw new SlipwayError(
        'account-refused',
        `the deployed template of ${stack.StackName} is no JSON, so the CDK did not write it; compare with another assembly by --against`,
        { path: at },
      );
    templates.set(at, template);
    const nested = Object.entries(record(template['Resources']) ?? {}).filter(([, resource]) => record(resource)?.['Type'] === NESTED);
    if (nested.length === 0) return;
    const ids = await cloudformation.resources(stack.StackId);
    for (const [logicalId, resource] of nested) {
      const id = ids.find(({ LogicalResourceId }) => LogicalResourceId === logicalId)?.PhysicalResourceId;
      if (id !== undefined && id !== '') await read(id, nestedPath(record(resource), at, logicalId, stacks));
    }
  };
  await read(scope.location.stackName, path);
  return templates;
}

/** As the reader of assemblies calls it: as now, or as its template said it. */
function nestedPath(
  resource: Readonly<Record<string, unknown>> | undefined,
  around: string,
  logicalId: string,
  stacks: readonly ReadStack[],
): string {
  const now = stacks.find(({ nestedIn }) => nestedIn?.path === around && nestedIn.logicalId === logicalId)?.path;
  const said = text(record(resource?.['Metadata'])?.['aws:cdk:path']);
  return now ?? said?.replace(/\.NestedStack\/.*$/, '') ?? `${around}/${logicalId}`;
}
