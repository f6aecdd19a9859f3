import type { Duration, Size } from 'aws-cdk-lib';
import type { InstanceType } from '../hosting/instance-type.js';
import type { ServingImage } from '../model/serving-image.js';

/** What runs as a SageMaker job, and on what. */
export interface JobOptions {
  /** The script. Its folder travels with it; what is hidden, and `__pycache__`, stays. */
  readonly script: string;

  /** The container image, which has the program that runs the script, `sh` and `tar`. */
  readonly image: ServingImage;

  /** What it runs on. */
  readonly instanceType: InstanceType;

  /**
   * What the script is told. A path below `/opt/ml/` is that of a folder of the run where the script runs on a laptop.
   *
   * @default - nothing
   */
  readonly arguments?: string[];

  /**
   * Program that runs the script. AWS's images for Spark have `smspark-submit`.
   *
   * @default ['python3']
   */
  readonly interpreter?: string[];

  /**
   * What runs on a laptop instead of interpreter and script, in the folder of the script, with the same arguments. A program with a slash in it is
   * looked for in the folder of the app: `['.venv/bin/python', 'train.py']`.
   *
   * @default - interpreter and script
   */
  readonly localCommand?: string[];

  /**
   * Number of instances.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * Disk of each instance.
   *
   * @default Size.gibibytes(30)
   */
  readonly volume?: Size;

  /**
   * After this long SageMaker ends the job.
   *
   * @default Duration.hours(1)
   */
  readonly maxRuntime?: Duration;

  /**
   * Variables of the script's environment. It also has SLIPWAY_RUN and SLIPWAY_TIME, name and time of the run.
   *
   * @default - none of its own
   */
  readonly environment?: { [name: string]: string };

  /**
   * Whether the containers reach the network. Inputs and outputs are there without it.
   *
   * @default false
   */
  readonly network?: boolean;
}
