import { DAY_MILLIS, dayOf } from '../../../core/drift/monitor/window.js';
import type { QualitySettings } from '../../../core/drift/monitor/settings.js';
import type { Label } from '../../measuring/captured.js';
import { captureLine, type Chunk, type Exchange } from './chunks.js';
import type { Truth } from './truth.js';

const HOUR_MILLIS = 3_600_000;
/** Answers of a day that are judged; each stands for several where there are more. */
export const MOST_ANSWERS_A_DAY = 1000;

/** What a fault does to labels, in the windows of a time. */
export interface LabelFault {
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Share of the inputs of which something else is true while it lasts. */
  readonly flipped: number;
  /** Whether the labels that would come while it lasts do not. */
  readonly noLabels: boolean;
}

interface Labelled extends Exchange {
  readonly id: string;
  /** Milliseconds. */
  readonly at: number;
  readonly label: Label;
}

/** What was answered in one run, each exchange with its id and time, and the labels that come for it. */
export class LabelledTraffic {
  private readonly perWindow: number;
  private readonly texts = new Map<string, string>();

  /**
   * @param windows what was captured, by the start of each window
   * @param cadenceMillis length of a window
   */
  constructor(
    private readonly quality: QualitySettings,
    private readonly truth: Truth,
    private readonly windows: ReadonlyMap<number, Chunk>,
    private readonly cadenceMillis: number,
    private readonly fault: LabelFault | undefined,
  ) {
    this.perWindow = Math.floor((MOST_ANSWERS_A_DAY * cadenceMillis) / DAY_MILLIS);
  }

  /** Captured lines of an hour. */
  answers(hour: number): string {
    const parts = [...this.quality.segments, ...this.quality.groups];
    return this.exchangesIn(hour, hour + HOUR_MILLIS)
      .map(({ id, at, asked, answered }) =>
        captureLine(Object.fromEntries(parts.map((name) => [name, asked[name]])), answered, {
          eventId: id,
          inferenceTime: new Date(at).toISOString(),
        }),
      )
      .join('\n');
  }

  /** Days whose labels somebody has written by a time, `yyyy-mm-dd`, each with when: once the last of them was due. */
  written(now: number): { readonly day: string; readonly at: number }[] {
    const days = new Set([...this.windows.keys()].map((from) => Math.floor(from / DAY_MILLIS) * DAY_MILLIS));
    return [...days]
      .map((day) => ({ day: dayOf(day), at: day + DAY_MILLIS + this.quality.labelDelayMillis }))
      .filter(({ at }) => at <= now);
  }

  /** The labels of a day, as whoever knows the truth writes them. */
  labels(day: string): string {
    const known = this.texts.get(day);
    if (known !== undefined) return known;
    const { labelDelayMillis, labelledShare } = this.quality;
    const from = Date.parse(`${day}T00:00:00Z`);
    const text = this.exchangesIn(from, from + DAY_MILLIS)
      .filter((_, place) => Math.ceil((place + 1) * labelledShare) > Math.ceil(place * labelledShare))
      .filter(({ at }) => !this.isLost(at + labelDelayMillis))
      .map(({ id, label }) => JSON.stringify({ id, label }))
      .join('\n');
    this.texts.set(day, text);
    return text;
  }

  private isLost(due: number): boolean {
    return this.fault?.noLabels === true && due >= this.fault.from && due < this.fault.to;
  }

  private exchangesIn(from: number, to: number): Labelled[] {
    const found: Labelled[] = [];
    for (let start = from; start < to; start += this.cadenceMillis) {
      const exchanges = this.windows.get(start)?.exchanges ?? [];
      const taken = Math.min(this.perWindow, exchanges.length);
      const flipped = this.fault !== undefined && start >= this.fault.from && start < this.fault.to ? this.fault.flipped : 0;
      for (let place = 0; place < taken; place += 1) {
        // Evenly, since what a fault changed stands last.
        const exchange = exchanges[Math.floor((place * exchanges.length) / taken)];
        if (exchange === undefined) continue;
        found.push({ ...exchange, id: `${start}-${place}`, at: start, label: this.truth.of(exchange.sample, flipped) });
      }
    }
    return found;
  }
}
