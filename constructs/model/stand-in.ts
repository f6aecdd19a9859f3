import type { Duration } from 'aws-cdk-lib';
import { AssetStaging } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { existsSync } from 'node:fs';
import { SlipwayError } from '../../core/errors/index.js';
import { MODEL_KINDS } from '../../core/service/model-file.js';
import type { StandInEntry } from '../../core/service/entry.js';
import { stagedPath } from './staged-path.js';

/** A fixed answer after a stated time. */
export interface StubOptions {
  /** Body of every answer. */
  readonly answer: string;

  /** Usual time to answer: half of the answers take less. */
  readonly latency: Duration;

  /**
   * Time of the slowest of a hundred answers. Times between the two follow a log-logistic distribution, whose median is `latency`.
   *
   * @default - every answer takes as long
   */
  readonly slowest?: Duration;
}

/** Which Python runs a stand-in. */
export interface PythonStandInOptions {
  /**
   * A Python with the packages that the model needs, as it is called in the folder of the app: `.venv/bin/python`.
   *
   * @default 'python3'
   */
  readonly python?: string;
}

/** What answers on a laptop where the image cannot run there. Never deployed. */
export abstract class StandIn {
  /**
   * An ONNX model, served by this package's own server.
   *
   * @param path folder with the model, or the file alone: ONNX, XGBoost (.ubj, .json) or LightGBM (.txt)
   */
  static onnx(path: string): StandIn {
    return new OnnxStandIn(path);
  }

  /**
   * A program that follows SageMaker's container contract on the port in SAGEMAKER_BIND_TO_PORT.
   *
   * @param argv program and arguments, run in the folder of the app; `{slipway}` in one is the folder of the stand-ins of this package
   */
  static command(...argv: string[]): StandIn {
    if (argv.length === 0) throw new SlipwayError('stand-in', 'a stand-in command is empty; give a program and its arguments');
    return new FixedStandIn({ command: argv });
  }

  /**
   * A folder with `code/inference.py` (`model_fn`, `predict_fn`, …) as the images on the SageMaker inference toolkit serve it, without the
   * image: AWS's for scikit-learn, PyTorch and others.
   *
   * @param folder what the archive of the model unpacks to
   * @param options which Python
   */
  static sagemakerInference(folder: string, options: PythonStandInOptions = {}): StandIn {
    return new PythonStandIn('sagemaker_inference.py', folder, options);
  }

  /**
   * An MLflow model with a `python_function` flavour, as the image that MLflow builds for SageMaker serves it.
   *
   * @param folder where mlflow wrote `MLmodel`
   * @param options which Python; MLflow is installed there
   */
  static mlflow(folder: string, options: PythonStandInOptions = {}): StandIn {
    return new PythonStandIn('mlflow_pyfunc.py', folder, options);
  }

  /**
   * The same answer to everything: for what is tested around a model, not for its predictions.
   *
   * @param options answer and latency
   */
  static stub(options: StubOptions): StandIn {
    const { answer, latency, slowest } = options;
    if (slowest !== undefined && slowest.toMilliseconds() < latency.toMilliseconds()) {
      throw new SlipwayError(
        'stand-in',
        `the slowest answer of a stub takes ${slowest.toMilliseconds()} ms, the usual one ${latency.toMilliseconds()} ms; give a slowest of at least as much`,
      );
    }
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
      throw new SlipwayError(
        'stand-in',
        `there is no stand-in model at '${path}'; give a folder that holds one, or the file: ${MODEL_KINDS}`,
      );
    }
  }

  _bind(scope: Construct): StandInEntry {
    return { onnx: stagedPath(new AssetStaging(scope, 'StandIn', { sourcePath: this.path })) };
  }
}

/** A stand-in of this package in Python, on a folder that travels with the assembly. */
class PythonStandIn extends StandIn {
  private readonly python: string;

  constructor(
    private readonly program: string,
    private readonly folder: string,
    { python = 'python3' }: PythonStandInOptions,
  ) {
    super();
    this.python = python;
    if (!existsSync(folder)) {
      throw new SlipwayError('stand-in', `there is no folder '${folder}'; give the folder of the model, as it is on this machine`);
    }
  }

  _bind(scope: Construct): StandInEntry {
    const staged = stagedPath(new AssetStaging(scope, 'StandIn', { sourcePath: this.folder }));
    return { command: [this.python, `{slipway}/${this.program}`, `{assembly}/${staged}`] };
  }
}
