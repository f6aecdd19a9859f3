import { AthenaCounting } from './athena-counting.js';
import type { Counting } from './counting.js';
import type { AthenaEngineOptions, ProcessingEngineOptions, SparkEngineOptions } from './engine-options.js';
import { ProcessingCounting } from './processing-counting.js';
import { SparkCounting } from './spark-counting.js';

/**
 * What counts the rows of a day. Every engine gives the same profile, and the monitor's function judges it by the same code, publishes the same
 * metrics and stores the same results; integrity it always reads itself. docs/drift.md says from which sizes on another one pays.
 */
export class DriftEngine {
  /** The monitor's own function: it adds up what it counted for integrity, and reads no record twice. */
  static lambda(): DriftEngine {
    return new DriftEngine(undefined);
  }

  /**
   * Athena: one statement a day over a table.
   *
   * @param options the table, and the column that tells the day
   */
  static athena(options: AthenaEngineOptions): DriftEngine {
    return new DriftEngine(new AthenaCounting(options));
  }

  /**
   * A job of SageMaker Processing that runs the function's own code over the records that the function would read.
   *
   * @param options on how many machines of which kind
   */
  static processing(options: ProcessingEngineOptions): DriftEngine {
    return new DriftEngine(new ProcessingCounting(options));
  }

  /**
   * A job of SageMaker Processing that runs Spark over a table.
   *
   * @param options the table, the column that tells the day, on how many machines of which kind, and their image
   */
  static spark(options: SparkEngineOptions): DriftEngine {
    return new DriftEngine(new SparkCounting(options));
  }

  private constructor(private readonly counting: Counting | undefined) {}

  /**
   * How it counts; undefined where the monitor's function does.
   *
   * @internal
   */
  get _counting(): Counting | undefined {
    return this.counting;
  }
}
