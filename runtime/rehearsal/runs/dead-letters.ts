import type { SampleStore } from '../../../core/alarms/index.js';

const MINUTE_MILLIS = 60_000;
const METRIC = { namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible' } as const;

/** A queue that nobody reads: SQS says once a minute how many messages lie in it (SQS Developer Guide, sqs-available-cloudwatch-metrics). */
export class DeadLetters {
  private readonly arrivals: number[] = [];

  constructor(readonly queueName: string) {}

  add(at: number): void {
    this.arrivals.push(at);
  }

  publish(store: SampleStore, from: number, to: number): void {
    const series = store.series({ ...METRIC, dimensions: { QueueName: this.queueName } }, { unit: 'Count' });
    for (let at = from; at < to; at += MINUTE_MILLIS) series.add(at, this.arrivals.filter((arrival) => arrival <= at).length);
  }
}
