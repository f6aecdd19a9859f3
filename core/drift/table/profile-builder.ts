import { CategoricalAccumulator, categoryName } from '../profile/categorical-accumulator.js';
import { NumericAccumulator } from '../profile/numeric-accumulator.js';
import {
  PROFILE_VERSION,
  type CategoricalPlan,
  type ColumnPlan,
  type ColumnProfile,
  type NumericPlan,
  type Profile,
  type ProfilePlan,
  type SegmentPlan,
} from '../profile/profile.js';
import { PlainValueCounter, type ValueCounterFactory } from '../profile/value-counter.js';
import { sensitiveName } from '../profile/sensitive-name.js';
import type { SketchSize } from '../profile/sketch.js';
import { takeRows, type Batch, type RawCell } from './batch.js';
import { MISSING_CELL, nameIn, numberIn, WRONG_TYPE } from './cells.js';

/** Counts a table by a plan, batch by batch, in one pass. */
export class ProfileBuilder {
  private readonly features: readonly ColumnCounter[];
  private readonly predictions: readonly ColumnCounter[];
  private readonly segments: readonly SegmentCounter[];
  private rows = 0;
  private broken = 0;

  /** @param counters how the numbers of a column are counted; all ways count alike, and differ in time */
  constructor(
    private readonly plan: ProfilePlan,
    counters: ValueCounterFactory = plainly,
  ) {
    this.features = plan.features.map((column) => counterOf(column, true, counters));
    this.predictions = plan.predictions.map((column) => counterOf(column, true, counters));
    this.segments = plan.segments.map((segment) => new SegmentCounter(segment, plan));
  }

  add(batch: Batch): void {
    this.rows += batch.rows;
    for (const counter of [...this.features, ...this.predictions]) counter.add(batch);
    for (const segment of this.segments) segment.add(batch);
  }

  /** Records that could not be read. */
  addBroken(records: number): void {
    this.broken += records;
  }

  finish(size: SketchSize): Profile {
    return {
      version: PROFILE_VERSION,
      rows: this.rows,
      broken: this.broken,
      inputs: this.plan.inputs,
      outputs: this.plan.outputs,
      features: this.features.map((counter) => counter.finish(size)),
      predictions: this.predictions.map((counter) => counter.finish(size)),
      leftOut: this.plan.leftOut,
      segments: this.segments.map((segment) => segment.finish()),
    };
  }
}

interface ColumnCounter {
  add(batch: Batch): void;
  finish(size: SketchSize): ColumnProfile;
}

function counterOf(plan: ColumnPlan, sketched: boolean, counters: ValueCounterFactory = plainly): ColumnCounter {
  return plan.kind === 'numeric' ? new NumericCounter(plan, sketched, counters) : new CategoricalCounter(plan);
}

function plainly(plan: NumericPlan, sketched: boolean): PlainValueCounter {
  return new PlainValueCounter(plan, sketched);
}

class NumericCounter implements ColumnCounter {
  private readonly counts: NumericAccumulator;
  private numbers = new Float64Array(0);

  constructor(
    private readonly plan: NumericPlan,
    sketched: boolean,
    counters: ValueCounterFactory,
  ) {
    this.counts = new NumericAccumulator(plan, sketched, counters);
  }

  add({ rows, columns }: Batch): void {
    const cells = columns.get(this.plan.name);
    if (cells === undefined) return this.counts.addMissing(rows);
    if (cells instanceof Float64Array && (!this.plan.integer || areWhole(cells, rows))) return this.counts.add(cells.subarray(0, rows));
    if (this.numbers.length < rows) this.numbers = new Float64Array(rows);
    let found = 0;
    for (let row = 0; row < rows; row += 1) {
      const number = numberIn(cells[row]);
      if (number === MISSING_CELL) this.counts.addMissing();
      else if (number === WRONG_TYPE || (this.plan.integer && Number.isFinite(number) && !Number.isInteger(number)))
        this.counts.addTypeErrors();
      else this.numbers[found++] = number;
    }
    this.counts.add(this.numbers.subarray(0, found));
  }

  finish(size: SketchSize): ColumnProfile {
    return this.counts.finish(size);
  }
}

/** What is not finite is a number of an integer column too, and counted as such. */
function areWhole(cells: Float64Array, rows: number): boolean {
  for (let row = 0; row < rows; row += 1) {
    const cell = cells[row] ?? 0;
    if (Number.isFinite(cell) && cell !== Math.floor(cell)) return false;
  }
  return true;
}

class CategoricalCounter implements ColumnCounter {
  private readonly counts: CategoricalAccumulator;

  constructor(private readonly plan: CategoricalPlan) {
    this.counts = new CategoricalAccumulator(plan);
  }

  add({ rows, columns }: Batch): void {
    const cells = columns.get(this.plan.name);
    if (cells === undefined) return this.counts.addMissing(rows);
    for (let row = 0; row < rows; row += 1) {
      const name = nameIn(cells[row]);
      if (name === MISSING_CELL) this.counts.addMissing();
      else if (name === WRONG_TYPE) this.counts.addTypeErrors();
      else this.counts.add(name);
    }
  }

  finish(): ColumnProfile {
    return this.counts.finish();
  }
}

/** Counts the rows in which one feature has one value, or none of the listed ones. */
class SegmentCounter {
  private readonly features: readonly ColumnCounter[];
  private readonly predictions: readonly ColumnCounter[];
  private readonly listed: ReadonlySet<string>;
  private readonly nameOf: (cell: RawCell) => string | undefined;
  private rows = 0;

  constructor(
    private readonly segment: SegmentPlan,
    plan: ProfilePlan,
  ) {
    this.features = plan.features.map((column) => counterOf(column, false));
    this.predictions = plan.predictions.map((column) => counterOf(column, false));
    this.listed = new Set(plan.segments.flatMap(({ feature, value }) => (feature === segment.feature && value !== null ? [value] : [])));
    this.nameOf = segmentNames(plan.features.find(({ name }) => name === segment.feature));
  }

  add(batch: Batch): void {
    const { feature, value } = this.segment;
    const cells = batch.columns.get(feature);
    const places = Array.from({ length: batch.rows }, (_, row) => row).filter((row) => {
      const name = this.nameOf(cells?.[row]);
      return value === null ? name === undefined || !this.listed.has(name) : name === value;
    });
    if (places.length === 0) return;
    this.rows += places.length;
    const part = takeRows(batch, places);
    for (const counter of [...this.features, ...this.predictions]) counter.add(part);
  }

  finish(): Profile['segments'][number] {
    return {
      ...this.segment,
      rows: this.rows,
      features: this.features.map((counter) => counter.finish('compact')),
      predictions: this.predictions.map((counter) => counter.finish('compact')),
    };
  }
}

/** How a segment's feature names its values: as its column counts them. */
function segmentNames(column: ColumnPlan | undefined): (cell: RawCell) => string | undefined {
  const hide = column?.sensitive === true ? sensitiveName : categoryName;
  return (cell) => {
    const found = column?.kind === 'numeric' ? numberIn(cell) : nameIn(cell);
    return typeof found === 'symbol' ? undefined : hide(String(found));
  };
}
