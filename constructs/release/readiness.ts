import type { Construct } from 'constructs';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import { readinessGaps, type Demands } from '../../core/readiness/gaps.js';
import type { Model } from '../model/model.js';
import { requireReason } from '../reason.js';

/** What has to be shown of a model before it may go out. */
export interface ReadinessDemands {
  /**
   * Least value by metric, on rows that the model has not seen: the lower end of the metric's 95 % interval counts. Metrics are named as
   * scikit-learn's scorers (`roc_auc`, `accuracy`, `neg_log_loss`), which all grow as the model gets better.
   */
  readonly atLeast: { [metric: string]: number };

  /**
   * Whether rows that the model gets wrong have to be written down, in `samples/known-faults.jsonl`.
   *
   * @default true
   */
  readonly knownFaults?: boolean;

  /**
   * Whether somebody must have approved exactly these bytes: the model registry, or `approved_by` and `approved_digest` among the card's
   * custom details.
   *
   * @default false
   */
  readonly approved?: boolean;
}

const DEFAULTS = Object.freeze({ knownFaults: true, approved: false });

/** Whether a model may go out: a value, so that an environment can carry it. */
export abstract class Readiness {
  /**
   * Refuses, at synthesis, a model whose folder does not show that it is good enough: by the `card.json` (SageMaker's model-card JSON) and
   * the known faults beside it. A model that is no better than the baseline that its card names is refused too. All that is missing is said
   * at once.
   *
   * @param demands the bar
   */
  static demand(demands: ReadinessDemands): Readiness {
    return new Demanded(demands);
  }

  /**
   * Any model may go out.
   *
   * @param because why, for whoever reviews it
   */
  static notDemanded(because: string): Readiness {
    return new NotDemanded(requireReason(because, 'no demand on readiness'));
  }

  /**
   * What is demanded; undefined where nothing is.
   *
   * @internal
   */
  get _demands(): Demands | undefined {
    return undefined;
  }

  /** @internal */
  abstract _check(scope: Construct, model: Model): void;
}

class NotDemanded extends Readiness {
  constructor(private readonly because: string) {
    super();
  }

  /** @internal */
  _check(scope: Construct): void {
    scope.node.addMetadata('slipway:readiness-not-demanded', this.because);
  }
}

class Demanded extends Readiness {
  private readonly demands: Demands;

  constructor({ atLeast, knownFaults = DEFAULTS.knownFaults, approved = DEFAULTS.approved }: ReadinessDemands) {
    super();
    const unfit = Object.entries(atLeast).filter(([, bar]) => !Number.isFinite(bar));
    if (unfit.length > 0) {
      throw new SlipwayError(
        'readiness-demand',
        `${unfit.map(([metric, bar]) => `${metric} at least ${bar}`).join(', ')} can never be met; give a number`,
      );
    }
    this.demands = { atLeast, knownFaults, approved };
  }

  /** @internal */
  override get _demands(): Demands {
    return this.demands;
  }

  /** @internal */
  _check(scope: Construct, model: Model): void {
    const problems = model
      ._evidence()
      .flatMap(({ name, evidence }) =>
        evidence === undefined
          ? [`${name}: readiness is demanded, and its card is not on this machine; declare it with Model.fromDirectory, or lift the demand`]
          : readinessGaps(evidence, this.demands).map((gap) => `${name}: ${gap}`),
      );
    throwProblems('not-ready', problems, { path: scope.node.path });
  }
}
