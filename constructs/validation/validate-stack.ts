import { Annotations, CfnElement, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { withPlace, type Place } from '../../core/errors/index.js';
import { checkTemplate, type Finding } from '../../core/rules/index.js';
import { callerOutside, lineOutside } from '../place.js';
import { templateOf } from './template-of.js';

const VALIDATED = Symbol.for('slipway.validated-stack');

/**
 * Has the rules look at the template of a stack before it is written: errors refuse the synthesis, warnings are said. A validation plugin
 * alone would not do, since `cdk synth` passes over what plugins find inside a Stage.
 */
export function validateStackOf(scope: Construct): void {
  const stack = Stack.of(scope);
  if (VALIDATED in stack) return;
  Object.defineProperty(stack, VALIDATED, { value: true });
  const source = callerOutside();
  stack.node.addValidation({ validate: () => refuseOrWarn(stack, source) });
}

function refuseOrWarn(stack: Stack, source: string | undefined): string[] {
  const findings = checkTemplate(templateOf(stack));
  for (const finding of findings.filter(({ severity }) => severity === 'warning')) {
    Annotations.of(stack).addWarningV2(`slipway:${finding.rule}:${finding.logicalId}`, textOf(finding, stack, source));
  }
  return findings.filter(({ severity }) => severity === 'error').map((finding) => textOf(finding, stack, source));
}

function textOf({ rule, message, logicalId }: Finding, stack: Stack, source: string | undefined): string {
  return `${rule}: ${withPlace(message, placeOf(stack, logicalId, source))}`;
}

/** CDK keeps ten frames of a resource; where none of them is the user's, the first construct of ours in the stack has to do. */
function placeOf(stack: Stack, logicalId: string, source: string | undefined): Place {
  const found = stack.node.findAll().find((node) => CfnElement.isCfnElement(node) && stack.resolve(node.logicalId) === logicalId);
  if (!CfnElement.isCfnElement(found)) return { path: stack.node.path, source };
  return { path: found.node.path.replace(/\/(Resource|Default)$/, ''), source: lineOutside(found.creationStack) ?? source };
}
