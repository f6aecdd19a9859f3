import type { Duration } from 'aws-cdk-lib';
import { Duration as Time } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { NO_DRIFT_METADATA } from '../../../core/service/entry.js';
import type { IModelService } from '../../hosting/model-service.js';
import { requireReason } from '../../reason.js';
import { DriftMonitor } from './drift-monitor.js';
import type { DriftOptions } from './drift-monitor-props.js';
import { baselineOfModel } from './monitor-document.js';

/** For whom a monitor is. */
export interface DriftPlanBinding {
  /** What is watched. */
  readonly service: IModelService;

  /**
   * Who is responsible.
   *
   * @default - not said
   */
  readonly owner?: string;

  /**
   * Where it is written what to do.
   *
   * @default - not said
   */
  readonly runbook?: string;
}

/** Whether and how a deployment's drift is watched: a value, so that an environment can carry it. */
export abstract class DriftPlan {
  /**
   * A monitor with the alarms that every deployment should have.
   *
   * @param every how often integrity is read: 5 to 60 minutes, a part of an hour; distributions are judged daily in any case
   * @param options baseline, results, metrics of single features
   */
  static standard(every: Duration, options: DriftOptions = {}): DriftPlan {
    return new StandardDrift(every, options);
  }

  /**
   * No monitor: nobody is told of anything that only the rows show.
   *
   * @param because why, for whoever reviews it
   */
  static none(because: string): DriftPlan {
    return new NoDrift(requireReason(because, 'no drift monitor'));
  }

  /**
   * What a deployment has that says nothing of drift.
   *
   * @internal
   */
  static _default(): DriftPlan {
    return new DriftWhereItCan();
  }

  /**
   * Declares the monitor in a scope.
   *
   * @param scope where it belongs
   * @param binding service
   * @returns the monitor, whose alarms do nothing by themselves; undefined where there is none
   */
  abstract bind(scope: Construct, binding: DriftPlanBinding): DriftMonitor | undefined;
}

class StandardDrift extends DriftPlan {
  constructor(
    private readonly every: Duration,
    private readonly options: DriftOptions,
  ) {
    super();
  }

  bind(scope: Construct, binding: DriftPlanBinding): DriftMonitor {
    return new DriftMonitor(scope, 'Drift', { ...this.options, ...binding, every: this.every });
  }
}

class NoDrift extends DriftPlan {
  constructor(private readonly because: string) {
    super();
  }

  bind(scope: Construct): undefined {
    scope.node.addMetadata(NO_DRIFT_METADATA, this.because);
  }
}

/** A monitor where the model brings a baseline and its requests are captured; else none, and why. */
class DriftWhereItCan extends DriftPlan {
  bind(scope: Construct, binding: DriftPlanBinding): DriftMonitor | undefined {
    const { variants, captured } = binding.service;
    const lacks = [
      ...(variants.length === 1 ? [] : ['there are several variants']),
      ...(baselineOfModel(variants[0]?.modelFolder) === undefined ? ['the model has no baseline'] : []),
      ...(captured === undefined ? ['its requests are not captured'] : []),
    ];
    const plan = lacks.length > 0 ? DriftPlan.none(lacks.join(', ')) : DriftPlan.standard(Time.hours(1));
    return plan.bind(scope, binding);
  }
}
