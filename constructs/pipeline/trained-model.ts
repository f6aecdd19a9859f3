/** A model that a step of a pipeline has trained: what evaluations, gates, transforms and the registry take. It is there only while the pipeline runs. */
export class TrainedModel {
  /** @internal */
  static _ofStep(step: string): TrainedModel {
    return new TrainedModel(step);
  }

  private constructor(private readonly trained: string) {}

  /**
   * Name of the step that hands it on.
   *
   * @internal
   */
  get _step(): string {
    return this.trained;
  }
}
