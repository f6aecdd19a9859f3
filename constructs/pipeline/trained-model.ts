/** A model that a step of a pipeline has trained: what evaluations, gates, transforms and the registry take. It is there only while the pipeline runs. */
export class TrainedModel {
  /** @internal */
  static _ofStep(step: string, hasCard: boolean = false): TrainedModel {
    return new TrainedModel(step, hasCard);
  }

  private constructor(
    private readonly trained: string,
    /**
     * Whether an evaluation has written its card.
     *
     * @internal
     */
    readonly _hasCard: boolean,
  ) {}

  /**
   * Name of the step that hands it on.
   *
   * @internal
   */
  get _step(): string {
    return this.trained;
  }
}
