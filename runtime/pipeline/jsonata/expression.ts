import type { Json } from '../json.js';

const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** The expression within `{% … %}`, trimmed; nothing of a string that is only text. One blank outside the braces makes it text, as on AWS. */
export function expressionIn(text: string): string | undefined {
  return EXPRESSION.exec(text)?.[1]?.trim();
}

/** Whether any string of a template is an expression. */
export function hasExpressions(template: Json): boolean {
  if (typeof template === 'string') return expressionIn(template) !== undefined;
  if (typeof template !== 'object' || template === null) return false;
  return Object.values(template).some(hasExpressions);
}

/** Each expression of a template with its path, `Output/rows[2]/key`. */
export function* expressionsIn(template: Json, path: string): Generator<{ readonly expression: string; readonly path: string }> {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    if (expression !== undefined) yield { expression, path };
  } else if (Array.isArray(template)) {
    for (const [index, entry] of template.entries()) yield* expressionsIn(entry, `${path}[${index}]`);
  } else if (typeof template === 'object' && template !== null) {
    for (const [key, entry] of Object.entries(template)) yield* expressionsIn(entry, `${path}/${key}`);
  }
}
