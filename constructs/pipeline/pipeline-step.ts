import { SlipwayError } from '../../core/errors/index.js';
import { identifier } from '../../core/pipeline/index.js';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { callerOutside } from '../place.js';
import type { Artifact } from './step-of.js';
import type { StepPlace } from './step-place.js';
import type { Table } from './table.js';

/** States that a pipeline has of its own. */
const TAKEN = ['begin', 'claim', 'turn', 'inputs', 'record'];

/** What a pipeline does at one place. Steps are values: what order they run in follows from whose rows each takes. */
export abstract class PipelineStep {
  /** The line where it was made, for messages. */
  private readonly madeAt: string | undefined = callerOutside();

  /**
   * @param name what it is called in the state machine, in the catalogue and in messages: letters, digits, blanks, hyphens, at most 40
   */
  constructor(readonly name: string) {
    if (!/^[A-Za-z][A-Za-z0-9 _-]{0,39}$/.test(name) || TAKEN.includes(identifier(name)))
      throw new SlipwayError(
        'pipeline-step',
        `'${name}' is no name of a step; give a letter and up to 39 letters, digits, blanks, hyphens, and neither of ${TAKEN.join(', ')}`,
        { source: this.madeAt },
      );
  }

  /**
   * Whether it reads its inputs by SQL, for which they have to be tables of the catalogue.
   *
   * @internal
   */
  get _asksAthena(): boolean {
    return false;
  }

  /** @internal */
  abstract get _inputs(): { readonly [relation: string]: Table };

  /**
   * What it takes beside rows.
   *
   * @internal
   */
  get _artifacts(): { readonly [name: string]: Artifact } {
    return {};
  }

  /**
   * The step as the state machine has it, once it is known what the inputs are called in the catalogue.
   *
   * @param inputs where its inputs are
   * @param place where it declares what it needs beside the state machine
   * @internal
   */
  abstract _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan;

  /** @internal */
  get _madeAt(): string | undefined {
    return this.madeAt;
  }
}
