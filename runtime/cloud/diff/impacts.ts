import type { ResourceImpact, fullDiff } from '@aws-cdk/cloudformation-diff';
import { SlipwayError } from '../../../core/errors/index.js';
import { asHandedBack } from '../deployed-template.js';
import type { ResourceChange } from './report.js';

/** What CloudFormation does to a resource, by logical id; those that stay as they are are left out. */
export type Impacts = ReadonlyMap<string, { readonly type: string; readonly impact: ResourceChange['impact'] }>;

const PACKAGE = '@aws-cdk/cloudformation-diff';
const WORDS: Readonly<Partial<Record<`${ResourceImpact}`, ResourceChange['impact']>>> = {
  WILL_CREATE: 'made',
  WILL_UPDATE: 'updated',
  WILL_REPLACE: 'replaced',
  MAY_REPLACE: 'perhaps replaced',
  WILL_DESTROY: 'deleted',
  WILL_ORPHAN: 'left behind',
};
/** Changes with the version of the CDK alone. */
const IGNORED = new Set(['AWS::CDK::Metadata']);

/** The CDK's own comparison of templates, which knows of every property whether changing it replaces its resource. */
export class TemplateComparison {
  private constructor(private readonly compare: typeof fullDiff) {}

  static async load(): Promise<TemplateComparison> {
    try {
      const { fullDiff } = await import('@aws-cdk/cloudformation-diff');
      return new TemplateComparison(fullDiff);
    } catch (cause) {
      throw new SlipwayError(
        'package-missing',
        `comparing templates needs the package ${PACKAGE}, which is not installed; run: npm i -D ${PACKAGE}`,
        {},
        { cause },
      );
    }
  }

  impacts(before: unknown, after: unknown): Impacts {
    const found = new Map<string, { type: string; impact: ResourceChange['impact'] }>();
    this.compare(asHandedBack(before), asHandedBack(after)).resources.forEachDifference((logicalId, change) => {
      const impact = WORDS[change.changeImpact];
      const type = change.newResourceType ?? change.oldResourceType ?? '';
      // What only says where something was declared is no change to a deployment.
      if (impact === undefined || IGNORED.has(type) || (impact === 'updated' && onlyMetadata(change))) return;
      found.set(logicalId, { type, impact });
    });
    return found;
  }
}

function onlyMetadata({ propertyUpdates, otherChanges }: { propertyUpdates: object; otherChanges: object }): boolean {
  return Object.keys(propertyUpdates).length === 0 && Object.keys(otherChanges).every((name) => name === 'Metadata');
}
