import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from '../../workloads/server/read-body.js';
import { uuid, type Random } from '../random.js';
import { answer } from './answer.js';
import { answerControl, TARGET_HEADER } from './control/control-plane.js';
import { openCall } from './call.js';
import { internalFailure, isFailure, sendFailure } from './failures.js';
import type { Limits } from './limits.js';
import type { RunningService } from './service.js';
import { copyToShadow } from './shadow.js';

/** SageMaker Runtime's wire format in front of the services, and what clients ask of SageMaker first: what SDK clients, the AWS CLI and curl speak. */
export function createFront(services: ReadonlyMap<string, RunningService>, limits: Limits, random: Random, openedMillis: number): Server {
  return createServer((request, response) => {
    response.setHeader('x-amzn-RequestId', uuid(random));
    void handle(request, response, services, limits, openedMillis).catch((cause: unknown) => {
      sendFailure(response, internalFailure(cause instanceof Error ? cause.message : String(cause)));
    });
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  services: ReadonlyMap<string, RunningService>,
  limits: Limits,
  openedMillis: number,
): Promise<void> {
  const arrived = performance.now();
  const body = await readBody(request, limits.payloadBytes);
  const target = request.headers[TARGET_HEADER];
  if (typeof target === 'string')
    return answerControl(target, body, response, { services: [...services.values()].map(({ plan }) => plan), openedMillis });
  const call = openCall(request, body, services, limits, arrived);
  if (isFailure(call)) return sendFailure(response, call);
  copyToShadow(call, limits);
  await answer(call, response, limits);
}
