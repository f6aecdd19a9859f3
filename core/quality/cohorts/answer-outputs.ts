import { outputNames } from '../../drift/table/plan-table.js';
import type { Output } from '../../schema/schema.js';

/** Where an answer has what, by the outputs of a schema. */
export interface AnswerOutputs {
  /** Column of what was said; absent where probabilities say it. */
  readonly said?: string;
  /** One column a class; empty where the model gives none. */
  readonly probabilities: readonly string[];
  /** Names of the classes in order, where the schema has them. */
  readonly classes?: readonly string[];
}

/** Several numbers a row are the probabilities of classes, the first lone value is what was said. */
export function answerOutputs(outputs: readonly Output[]): AnswerOutputs {
  const several = outputs.find(({ type, size = 1 }) => type === 'number' && size > 1);
  const said = outputs.find((output) => output !== several && (output.size ?? 1) === 1);
  const classes = outputs.find((output) => output.classes !== undefined)?.classes;
  return {
    ...(said === undefined ? {} : { said: said.name }),
    probabilities: several === undefined ? [] : outputNames({ version: 1, features: [], outputs: [several] }),
    ...(classes === undefined ? {} : { classes }),
  };
}
