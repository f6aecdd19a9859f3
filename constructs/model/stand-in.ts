import type { Duration } from 'aws-cdk-lib';
import { AssetStaging } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { existsSync } from 'node:fs';
import { SlipwayError } from '../../core/errors/index.js';
import type { StandInEntry } from '../../core/service/entry.js';
import { stagedPath } from './staged-path.js';

/** A fixed answer after a stated time. */
export interface StubOptions {
  /** Body of every answer. */
  readonly answer: string;

  /** Usual time to answer. */
  readonly latency: Duration;

  /**
   * Time of the slowest of a hundred answers.
   *
   * @default - as long as the usual one
   */
  readonly slowest?: Duration;
}

/** What answers on a laptop where the image cannot run there. Never deployed. */
export abstract class StandIn {
  /**
   * An ONNX model, served by this package's own server.
   *
   * @param path folder with model.onnx, or a bare .onnx file
   */
  static onnx(path: string): StandIn {
    return new OnnxStandIn(path);
  }

  /**
   * A program that follows SageMaker's container contract on the port in SAGEMAKER_BIND_TO_PORT.
   *
   * @param argv program and arguments, run in the folder of the app
   */
  static command(...argv: string[]): StandIn {
    if (argv.length === 0) throw new SlipwayError('stand-in', 'a stand-in command is empty; give a program and its arguments');
    return new FixedStandIn({ command: argv });
  }

  /**
   * The same answer to everything: for what is tested around a model, not for its predictions.
   *
   * @param options answer and latency
   */
  static stub(options: StubOptions): StandIn {
    const { answer, latency, slowest } = options;
    return new FixedStandIn({
      stub: {
        answer,
        latencyMillis: latency.toMilliseconds(),
        ...(slowest === undefined ? {} : { slowestMillis: slowest.toMilliseconds() }),
      },
    });
  }

  /** @internal */
  abstract _bind(scope: Construct): StandInEntry;
}

class FixedStandIn extends StandIn {
  constructor(private readonly entry: StandInEntry) {
    super();
  }

  _bind(): StandInEntry {
    return this.entry;
  }
}

class OnnxStandIn extends StandIn {
  constructor(private readonly path: string) {
    super();
    if (!existsSync(path)) {
      throw new SlipwayError('stand-in', `there is no stand-in model at '${path}'; give a folder with model.onnx, or a bare .onnx file`);
    }
  }

  _bind(scope: Construct): StandInEntry {
    return { onnx: stagedPath(new AssetStaging(scope, 'StandIn', { sourcePath: this.path })) };
  }
}
