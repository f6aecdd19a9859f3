import { Worker } from 'node:worker_threads';
import { bundled } from '../../bundled.js';
import type { Json } from '../json.js';
import { expressionIn, expressionsIn, hasExpressions } from './expression.js';
import type { EvaluationProblem, EvaluationReply, EvaluationRequest, Field, Scope } from './protocol.js';

/** An expression may take this long on the wall clock (`$formatNumber` of JSONata 2.0.6 can loop for ever). AWS names no limit: UNCONFIRMED. */
export const EVALUATION_DEADLINE_MS = 10_000;

/** An expression had no value; the state fails with States.QueryEvaluationError. */
export class EvaluationError extends Error {
  constructor(readonly problem: EvaluationProblem) {
    super(problem.kind);
  }
}

interface Waiting {
  readonly request: EvaluationRequest;
  readonly settle: (reply: EvaluationReply) => void;
}

/** Evaluates JSONata in a worker thread: what loops for ever is ended, and the thread that plays the state machine stays free. */
export class JsonataEvaluator {
  private worker: Worker | undefined;
  private readonly waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private nextId = 1;

  constructor(private readonly deadlineMs: number = EVALUATION_DEADLINE_MS) {}

  /** The values of all fields, in their order. Throws EvaluationError at the first expression without one. */
  async values(fields: readonly Field[], scope: Scope, now: number, seed: number): Promise<readonly Json[]> {
    if (!fields.some(({ template }) => hasExpressions(template))) return fields.map(({ template }) => template);
    const reply = await this.ask({ fields, scope, now, seed, untilTrue: false });
    return 'values' in reply ? reply.values : [];
  }

  /** The place of the first condition that is true; -1 where none is. */
  async firstTrue(fields: readonly Field[], scope: Scope, now: number, seed: number): Promise<number> {
    const reply = await this.ask({ fields, scope, now, seed, untilTrue: true });
    return 'chosen' in reply ? reply.chosen : -1;
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async ask(question: Omit<EvaluationRequest, 'id'>): Promise<EvaluationReply> {
    const request = { ...question, id: this.nextId++ };
    const reply = await new Promise<EvaluationReply>((settle) => {
      this.waiting.push({ request, settle });
      this.send(request);
      if (this.waiting.length === 1) this.watch();
    });
    if ('problem' in reply) throw new EvaluationError(reply.problem);
    return reply;
  }

  private send(request: EvaluationRequest): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    this.started().postMessage(request);
  }

  private started(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(bundled('jsonata', 'index.js'));
    worker.on('message', (reply: EvaluationReply) => this.answered(reply));
    this.worker = worker;
    return worker;
  }

  private answered(reply: EvaluationReply): void {
    const first = this.waiting.shift();
    this.watch();
    first?.settle(reply);
  }

  /** The deadline is that of the first in line; while nobody waits, the thread keeps no process alive. */
  private watch(): void {
    clearTimeout(this.timer);
    if (this.waiting.length === 0) this.worker?.unref();
    else {
      this.worker?.ref();
      this.timer = setTimeout(() => this.overdue(), this.deadlineMs);
    }
  }

  private overdue(): void {
    const late = this.waiting.shift();
    void this.worker?.terminate();
    this.worker = undefined;
    for (const { request } of this.waiting) this.send(request);
    this.watch();
    if (late === undefined) return;
    const { id, fields } = late.request;
    late.settle({ id, problem: { ...firstExpression(fields), kind: 'deadline', text: `${this.deadlineMs / 1000} s` } });
  }
}

function firstExpression(fields: readonly Field[]): { readonly expression: string; readonly location: string } {
  for (const { name, template } of fields)
    for (const { expression, path } of expressionsIn(template, name)) return { expression, location: path };
  return { expression: expressionIn('') ?? '', location: '' };
}
