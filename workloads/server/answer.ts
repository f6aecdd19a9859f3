import type { ServerResponse } from 'node:http';
import { problemText, type RecordProblem } from '../../core/codec/problem.js';

const JSON_TYPE = 'application/json';

/** Writes a whole answer at once, so that it is one packet where it is small. */
export function send(
  response: ServerResponse,
  status: number,
  contentType: string | undefined,
  body: string | Buffer,
  encoding?: 'latin1',
): void {
  const bytes = typeof body === 'string' && encoding === undefined ? Buffer.byteLength(body) : body.length;
  const length = String(bytes);
  response.writeHead(
    status,
    contentType === undefined ? ['Content-Length', length] : ['Content-Type', contentType, 'Content-Length', length],
  );
  response.end(body, encoding ?? 'utf8');
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, JSON_TYPE, JSON.stringify(value));
}

/** A refusal or failure, as `{ "error": … }`. */
export function fail(response: ServerResponse, status: number, error: string): void {
  if (response.headersSent) response.destroy();
  else sendJson(response, status, { error });
}

/** 400 with every problem and its place, rows counted from 1. */
export function refuseRecords(response: ServerResponse, problems: readonly RecordProblem[]): void {
  const places = problems.map(({ row, column, message }) => ({
    ...(row === undefined ? {} : { row: row + 1 }),
    ...(column === undefined ? {} : { column }),
    message,
  }));
  sendJson(response, 400, { error: problems.map(problemText).join('; '), problems: places });
}
