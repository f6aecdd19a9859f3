import { SlipwayError } from '../../core/errors/index.js';

/** How much a service is called on a normal day. */
export interface TrafficOptions {
  /** Requests per minute, usually. */
  readonly perMinute: number;

  /**
   * Requests per minute in the quietest hour of the week. The silence alarm waits long enough not to ring then.
   *
   * @default - as many as usually
   */
  readonly quietestPerMinute?: number;
}

/** Traffic that is promised: its absence is then an alarm, since nobody calling looks exactly like everything being well. */
export class Traffic {
  /**
   * States the traffic.
   *
   * @param options requests per minute, usually and at the quietest
   */
  static promised(options: TrafficOptions): Traffic {
    const { perMinute, quietestPerMinute = perMinute } = options;
    if (!(quietestPerMinute > 0 && perMinute >= quietestPerMinute)) {
      throw new SlipwayError(
        'traffic',
        `traffic of ${perMinute} requests a minute, ${quietestPerMinute} at the quietest, promises nothing that could be missed; give more than 0, the quietest no more than the usual, or leave traffic out`,
      );
    }
    return new Traffic(perMinute, quietestPerMinute);
  }

  private constructor(
    /** Requests per minute, usually. */
    readonly perMinute: number,
    /** Requests per minute in the quietest hour. */
    readonly quietestPerMinute: number,
  ) {}
}
