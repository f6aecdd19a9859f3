import type { Duration } from 'aws-cdk-lib';
import { SlipwayError } from '../../core/errors/index.js';
import {
  completeCheck,
  freshCheck,
  rangeCheck,
  rowsCheck,
  uniqueCheck,
  valuesCheck,
  type DataCheck as CheckParts,
  type PipelineStepPlan,
} from '../../core/pipeline/index.js';
import { PipelineStep } from './pipeline-step.js';
import { CHECKED, checkConditions } from './check-conditions.js';
import { STEP_OF } from './step-of.js';
import { Table } from './table.js';

/** Bounds of a column's values. */
export interface RangeOptions {
  /**
   * Least value.
   *
   * @default - no bound
   */
  readonly min?: number;
  /**
   * Greatest value.
   *
   * @default - no bound
   */
  readonly max?: number;
  /**
   * Share of the rows for which it has to be so, 0 to 1. What is missing counts as within.
   *
   * @default 1
   */
  readonly atLeast?: number;
}

/** A condition that rows have to meet. */
export class Check {
  /**
   * So many rows.
   *
   * @param atLeast fewest
   * @param atMost most; without it any number
   */
  static rows(atLeast: number, atMost?: number): Check {
    return new Check(rowsCheck(whole('atLeast', atLeast), atMost === undefined ? undefined : whole('atMost', atMost)));
  }

  /**
   * A column that is not NULL.
   *
   * @param column its name
   * @param atLeast share of the rows, 0 to 1; 1 unless given
   */
  static complete(column: string, atLeast: number = 1): Check {
    return new Check(completeCheck(column, share(atLeast)));
  }

  /**
   * Values within bounds.
   *
   * @param column its name
   * @param range bounds, and for which share of the rows
   */
  static range(column: string, range: RangeOptions): Check {
    const { min, max, atLeast = 1 } = range;
    if (min === undefined && max === undefined)
      throw new SlipwayError('pipeline-step', `a range of '${column}' has no bound; give min, max or both`);
    return new Check(rangeCheck(column, { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }, share(atLeast)));
  }

  /**
   * Values of a list, and no others.
   *
   * @param column its name
   * @param values the list
   * @param atLeast share of the rows, 0 to 1; 1 unless given
   */
  static oneOf(column: string, values: string[], atLeast: number = 1): Check {
    return new Check(valuesCheck(column, values, share(atLeast)));
  }

  /**
   * No two rows with the same values of these columns.
   *
   * @param columns their names
   */
  static unique(...columns: string[]): Check {
    return new Check(uniqueCheck(columns));
  }

  /**
   * A time whose newest value is not old when the pipeline runs.
   *
   * @param column a timestamp
   * @param within how old at most
   */
  static fresh(column: string, within: Duration): Check {
    return new Check(freshCheck(column, within.toSeconds()));
  }

  private constructor(
    /** @internal */
    readonly _parts: CheckParts,
  ) {}
}

/** Rows and what they have to meet. */
export interface DataCheckProps {
  /** The rows. */
  readonly rows: Table;
  /** Conditions; all are tried, and all that are not met are told. */
  readonly checks: Check[];
}

/** Conditions on rows. Where one is not met the run ends as failed, its cause names each with what was found, and the alarm goes off. */
export class DataCheck extends PipelineStep {
  /** The same rows: whoever takes these waits for the check. */
  readonly passed: Table;

  /**
   * @param name what it is called
   * @param props rows and conditions
   */
  constructor(
    name: string,
    private readonly props: DataCheckProps,
  ) {
    super(name);
    const { rows, checks } = props;
    checkConditions(this, rows, checks);
    this.passed = Table._ofStep(name, rows._facts.columns, { ...rows._facts, port: undefined });
    STEP_OF.set(this.passed, this);
  }

  /** @internal */
  override get _asksAthena(): boolean {
    return true;
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return { [CHECKED]: this.props.rows };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs']): PipelineStepPlan {
    return { kind: 'check', name: this.name, inputs, checks: this.props.checks.map(({ _parts }) => _parts) };
  }
}

function share(value: number): number {
  if (!(value >= 0 && value <= 1)) throw new SlipwayError('pipeline-step', `${value} is no share of rows; give 0 to 1`);
  return value;
}

function whole(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 0)
    throw new SlipwayError('pipeline-step', `${name} is ${value}; give a whole number of rows, 0 or more`);
  return value;
}
