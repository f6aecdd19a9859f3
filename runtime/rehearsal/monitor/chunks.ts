import type { Profile } from '../../../core/drift/profile/profile.js';
import type { Row, RowsDisturbance } from '../../faults/rows-disturbance.js';
import { seeded } from '../../random.js';
import { seedOf } from '../seed-of.js';
import type { MonitoredTraffic } from './traffic.js';

/** Captured exchanges of one window, as SageMaker writes them. */
export interface Chunk {
  /** The same for the same lines. */
  readonly tag: string;
  readonly exchanges: readonly Exchange[];
  readonly text: string;
}

/** One request and its answer. */
export interface Exchange {
  /** Place of the row among the samples. */
  readonly sample: number;
  readonly asked: Row;
  readonly answered: Row;
  /** Both, as captured. */
  readonly line: string;
}

/** What chunks are made of. */
export interface ChunkOrder {
  readonly size: number;
  /** Which of the chunks of that size. */
  readonly index: number;
  /** Rows from here on are as the fault has them; all are usual where it is the size. */
  readonly usual: number;
  readonly disturbance?: RowsDisturbance;
  /** Name of the fault and its strength, for the tag. */
  readonly name: string;
  readonly progress: number;
}

/** Makes chunks of captured lines: rows drawn from the samples, changed by a fault, and answered by the model. */
export class Chunks {
  private readonly made = new Map<string, Chunk>();
  /** By sample; undefined where the model refuses it. */
  private readonly usualExchanges = new Map<number, Exchange | undefined>();

  constructor(
    private readonly traffic: MonitoredTraffic,
    private readonly baseline: Profile,
    private readonly seed: number,
  ) {}

  async chunk(order: ChunkOrder): Promise<Chunk> {
    const { size, index, usual, name, progress } = order;
    const tag = [name, size, index, usual, progress].join(' ');
    const known = this.made.get(tag);
    if (known !== undefined) return known;
    const exchanges = await this.exchanges(order);
    const made = { tag, exchanges, text: `${exchanges.map(({ line }) => line).join('\n')}\n` };
    this.made.set(tag, made);
    return made;
  }

  /** Chunks of one fault are not needed any more. */
  forget(name: string): void {
    for (const tag of this.made.keys()) if (tag.startsWith(`${name} `)) this.made.delete(tag);
  }

  private async exchanges({ size, index, usual, disturbance, progress }: ChunkOrder): Promise<Exchange[]> {
    const { rows } = this.traffic;
    // The same rows with a fault and without it: what differs is the fault.
    const random = seeded(seedOf(this.seed, 'rows', size, index));
    const drawn = Array.from({ length: size }, () => Math.floor(random() * rows.length));
    const sameAsUsual = await this.usual(drawn.slice(0, usual));
    if (disturbance === undefined || usual >= size) return sameAsUsual;
    const { sent = same, served = same, answered = same } = disturbance;
    const context = { random: seeded(seedOf(this.seed, 'fault', size, index)), baseline: this.baseline, progress };
    const struck = drawn.slice(usual);
    const asked = struck.map((at) => sent(rows[at] ?? {}, context));
    const got = asked.map((row) => served(row, context));
    // Of a row that the fault leaves alone the answer is known.
    const spared = await this.byRow(struck.filter((at, place) => got[place] === rows[at]));
    const open = struck.flatMap((at, place) => (spared.has(at) && got[place] === rows[at] ? [] : [place]));
    const answers = await this.traffic.answer(open.map((place) => got[place] ?? {}));
    const answerOf = new Map(open.map((place, index) => [place, answers[index]]));
    const disturbed = struck.flatMap((sample, place): Exchange[] => {
      const usually = answerOf.has(place) ? undefined : spared.get(sample);
      const answer = usually?.answered ?? answerOf.get(place);
      if (answer === undefined) return [];
      const changed = answered(answer, context);
      if (usually !== undefined && changed === answer && asked[place] === usually.asked) return [usually];
      return [exchange(sample, asked[place] ?? {}, changed)];
    });
    return [...sameAsUsual, ...disturbed];
  }

  /** What is usually answered, by sample; without what the model refuses. */
  private async byRow(samples: readonly number[]): Promise<Map<number, Exchange>> {
    return new Map((await this.usual(samples)).map((each) => [each.sample, each]));
  }

  private async usual(drawn: readonly number[]): Promise<Exchange[]> {
    const missing = [...new Set(drawn)].filter((at) => !this.usualExchanges.has(at));
    const asked = missing.map((at) => this.traffic.rows[at] ?? {});
    const answers = await this.traffic.answer(asked);
    for (const [place, at] of missing.entries()) {
      const answer = answers[place];
      this.usualExchanges.set(at, answer === undefined ? undefined : exchange(at, asked[place] ?? {}, answer));
    }
    return drawn.flatMap((at) => this.usualExchanges.get(at) ?? []);
  }
}

function exchange(sample: number, asked: Row, answered: Row): Exchange {
  return { sample, asked, answered, line: captureLine(asked, answered, {}) };
}

/** Without metadata the same line can stand in any window. */
export function captureLine(row: Row, answer: Row, eventMetadata: object): string {
  const side = (mode: string, data: Row): object => ({
    observedContentType: 'application/json',
    mode,
    data: JSON.stringify([data]),
    encoding: 'JSON',
  });
  return JSON.stringify({
    captureData: { endpointInput: side('INPUT', row), endpointOutput: side('OUTPUT', answer) },
    eventMetadata,
    eventVersion: '0',
  });
}

function same(row: Row): Row {
  return row;
}
