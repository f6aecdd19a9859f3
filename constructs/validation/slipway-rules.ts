import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { checkTemplate, RULES, type Finding, type Template } from '../../core/rules/index.js';

/**
 * The rules of this package for the templates of any app: `Validations.of(app).addPlugins(new SlipwayRules())`. Stacks that hold a construct
 * of this package are checked without it.
 */
export class SlipwayRules implements IPolicyValidationPlugin {
  /** Name in the report. */
  readonly name: string = 'slipway';

  /** Codes of the rules, as docs/errors.md explains them. */
  readonly ruleIds?: string[] = RULES.map(({ id }) => id);

  /**
   * Looks at every template.
   *
   * @param context where the templates lie
   */
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = context.templatePaths.flatMap((path) => {
      const template = JSON.parse(readFileSync(path, 'utf8')) as Template;
      return checkTemplate(template).map((finding) => violationOf(finding, path));
    });
    return { success: violations.every(({ severity }) => severity !== 'error'), violations };
  }
}

function violationOf({ rule, message, logicalId, property, severity }: Finding, templatePath: string): PolicyViolation {
  return {
    ruleName: rule,
    description: message,
    severity,
    violatingResources: [
      { resourceLogicalId: logicalId, templatePath, locations: [property === undefined ? 'Properties' : `Properties.${property}`] },
    ],
  };
}
