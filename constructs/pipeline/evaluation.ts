/** What an evaluation has found of a trained model: what a gate takes. It is there only while the pipeline runs. */
export class Evaluation {
  /** @internal */
  static _ofStep(step: string): Evaluation {
    return new Evaluation(step);
  }

  private constructor(private readonly metrics: string) {}

  /**
   * Name of the step that hands it on.
   *
   * @internal
   */
  get _step(): string {
    return this.metrics;
  }
}
