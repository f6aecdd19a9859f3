import { SlipwayError } from '../../core/errors/index.js';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';
import { Table } from './table.js';

/** Rows of which the first that are there are taken. */
export interface EitherStepProps {
  /** In this order, all with the same columns. */
  readonly rows: Table[];
}

/** Where the two ways of a branch come together, or where something stands in for a step that may fail: the first rows that are there. */
export class EitherStep extends PipelineStep {
  /** Those rows. */
  readonly output: Table;

  /**
   * @param name what it is called
   * @param props the rows, in order
   */
  constructor(
    name: string,
    private readonly props: EitherStepProps,
  ) {
    super(name);
    const { rows } = props;
    const [first, ...others] = rows;
    if (first === undefined || others.length === 0)
      throw new SlipwayError('pipeline-step', `step '${name}' has ${rows.length} kinds of rows to take from; give two or more`, {
        source: this._madeAt,
      });
    const different = others.find((table) => signature(table) !== signature(first));
    if (different !== undefined)
      throw new SlipwayError(
        'pipeline-step',
        `step '${name}' takes rows of different columns, ${signature(first)} and ${signature(different)}; give rows whose columns, types and format are the same`,
        { source: this._madeAt },
      );
    this.output = Table._ofStep(name, first._facts.columns, { ...first._facts, port: undefined });
    STEP_OF.set(this.output, this);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return Object.fromEntries(this.props.rows.map((table, at) => [`rows${at + 1}`, table]));
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs']): PipelineStepPlan {
    return { kind: 'either', name: this.name, inputs, passes: this.output._facts.inCatalog ? 'table' : 'rows' };
  }
}

function signature({ _facts: { columns, format, inCatalog } }: Table): string {
  if (columns === undefined || !inCatalog) return `rows that are not described, ${format}`;
  return Object.entries(columns)
    .map(([name, type]) => `${name.toLowerCase()} ${type}`)
    .join(', ');
}
