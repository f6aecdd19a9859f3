import type * as iam from 'aws-cdk-lib/aws-iam';
import type { HostingMode } from '../hosting/hosting-mode.js';
import type { ServingImage } from './serving-image.js';
import type { StandIn } from './stand-in.js';

/** How a model is served. */
export interface ModelOptions {
  /**
   * The container image.
   *
   * @default ServingImage.onnx() - this package's own server
   */
  readonly image?: ServingImage;

  /**
   * Environment of the container; at most 100 entries.
   *
   * @default - nothing beyond what the server needs
   */
  readonly environment?: { [name: string]: string };

  /**
   * What answers in a rehearsal, where the image or the model is not on this machine.
   *
   * @default - the model itself where it is a folder of ONNX; else the rehearsal says that it cannot play this model
   */
  readonly standIn?: StandIn;
}

/** Who is about to run the model, and how. */
export interface ModelBinding {
  /** How it will be hosted; a mode refuses what it cannot take. */
  readonly mode: HostingMode;

  /** The role that downloads the model and pulls the image; it is granted exactly that. */
  readonly role: iam.IGrantable;

  /**
   * Whether the machine is arm64.
   *
   * @default false
   */
  readonly arm?: boolean;
}

/** What was measured of a model: checks at synthesis hold it against what it is to run on. */
export interface MeasuredNeeds {
  /**
   * Most memory that its processes held, MiB.
   *
   * @default - not known
   */
  readonly peakMemoryMiB?: number;

  /**
   * From the start of the container until it answered, milliseconds.
   *
   * @default - not known
   */
  readonly loadMillis?: number;

  /**
   * Time within which ninety-nine of a hundred answers were there, milliseconds.
   *
   * @default - not known
   */
  readonly p99Millis?: number;

  /**
   * Slowest of its answers, milliseconds.
   *
   * @default - not known
   */
  readonly slowestMillis?: number;

  /**
   * Bytes of a usual body.
   *
   * @default - not known
   */
  readonly bodyBytes?: number;
}

/** One container of a model that is ready to be declared. */
export interface ModelContainer {
  /**
   * URI of the image.
   *
   * @default - the version in the model registry says it
   */
  readonly image?: string;

  /**
   * Version in the model registry that says image and archive.
   *
   * @default - they are given
   */
  readonly modelPackageArn?: string;

  /**
   * Where SageMaker finds the model: one object, or everything below a prefix that ends in a slash.
   *
   * @default - the image holds its model
   */
  readonly modelDataUrl?: string;

  /**
   * Environment of the container.
   *
   * @default - empty
   */
  readonly environment?: { [name: string]: string };

  /** Whether the container opens connections of its own. */
  readonly needsNetwork: boolean;

  /**
   * Cores that its server can keep busy.
   *
   * @default - all of the instance
   */
  readonly cores?: number;

  /** Name for people. */
  readonly modelName: string;

  /**
   * SHA-256 over names and bytes of what serves.
   *
   * @default - not known: the model is not on this machine
   */
  readonly digest?: string;

  /**
   * Bytes of what serves, unpacked.
   *
   * @default - not known
   */
  readonly bytes?: number;

  /**
   * The folder or file of the model on the machine that synthesizes.
   *
   * @default - the model is not on this machine
   */
  readonly path?: string;

  /**
   * What `measured.json` of its folder says, where it is about these bytes.
   *
   * @default - nothing was measured
   */
  readonly measured?: MeasuredNeeds;

  /**
   * Where everything that came with the model was staged, relative to the cloud assembly.
   *
   * @default - nothing was
   */
  readonly folder?: string;

  /**
   * What answers in a rehearsal.
   *
   * @default - the staged model
   */
  readonly standIn?: StandIn;
}

/** A model in the scope of one stack. */
export interface BoundModel {
  /** In the order in which they answer; one, except for models in series. */
  readonly containers: ModelContainer[];
}
