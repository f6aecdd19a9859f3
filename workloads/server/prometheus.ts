export type MetricType = 'counter' | 'gauge' | 'histogram';

/** A metric with its help and type before its samples; without samples it is not there. */
export function metric(name: string, type: MetricType, help: string, samples: readonly string[]): string {
  return samples.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join('')}`;
}

export function sample(name: string, value: number, labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Counts of values up to each bound. */
export class Histogram {
  private readonly counts: number[];
  private sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  add(value: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && value > this.bounds[bucket]) bucket += 1;
    this.counts[bucket] += 1;
    this.sum += value;
  }

  /** Cumulative, as the format wants them. */
  samples(name: string): string[] {
    let total = 0;
    const buckets = this.counts.map((count, bucket) => {
      total += count;
      return sample(`${name}_bucket`, total, { le: bucket < this.bounds.length ? String(this.bounds[bucket]) : '+Inf' });
    });
    return [...buckets, sample(`${name}_sum`, this.sum), sample(`${name}_count`, total)];
  }
}
