import { problemText, type RecordProblem } from '../../core/codec/problem.js';

const JSON_TYPE = 'application/json';

/** An answer, whoever sends it. */
export interface Reply {
  readonly status: number;
  readonly contentType?: string;
  /** A text is ASCII. */
  readonly body: string | Buffer;
  /** Other headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function jsonReply(status: number, value: unknown, headers?: Reply['headers']): Reply {
  return { status, contentType: JSON_TYPE, body: Buffer.from(JSON.stringify(value)), headers };
}

/** A refusal or failure, as `{ "error": … }`. */
export function failure(status: number, error: string, headers?: Reply['headers']): Reply {
  return jsonReply(status, { error }, headers);
}

/** What went wrong here. */
export function failed(cause: unknown): Reply {
  return failure(500, cause instanceof Error ? cause.message : String(cause));
}

/** 400 with every problem and its place, rows counted from 1. */
export function recordsRefused(problems: readonly RecordProblem[]): Reply {
  const places = problems.map(({ row, column, message }) => ({
    ...(row === undefined ? {} : { row: row + 1 }),
    ...(column === undefined ? {} : { column }),
    message,
  }));
  return jsonReply(400, { error: problems.map(problemText).join('; '), problems: places });
}
