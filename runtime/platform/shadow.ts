import { captureExchange, containerRequest, type Call } from './call.js';
import { readAll } from './container.js';
import type { Deadline } from './deadline.js';
import type { Limits } from './limits.js';
import type { RunningVariant } from './variant.js';

/** Sends the shadow its copy, where this request is one that it gets; the caller neither waits for it nor sees it. */
export function copyToShadow(call: Call, limits: Limits): void {
  const shadow = call.service.shadowFor(call.variant);
  if (shadow === undefined) return;
  const deadline = call.service.open(call.streaming ? limits.streamMillis : limits.responseMillis);
  call.service.track(ask(shadow, call, deadline));
}

async function ask(shadow: RunningVariant, call: Call, deadline: Deadline): Promise<void> {
  const asked = performance.now();
  shadow.recorder.started();
  let status = 0;
  try {
    const reply = await shadow.ask(containerRequest(call, deadline.signal));
    if (reply.kind === 'refused') status = reply.status;
    if (reply.kind !== 'answer') return;
    const body = await readAll(reply.response.chunks);
    status = reply.response.status;
    captureExchange(shadow, call, body, reply.response.headers['content-type']);
  } catch {
    // The shadow broke off: that is what its metrics say.
    status = 0;
  } finally {
    call.service.over(deadline);
    const millis = performance.now() - asked;
    if (deadline.cancelled) shadow.recorder.dropped();
    else shadow.recorder.ended({ status, modelMillis: millis, totalMillis: millis });
  }
}
