/** Functions in Python, run by AWS's own runtime client (awslambdaric) against our Runtime API. SLIPWAY_PYTHON names the Python. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionSpec } from '../../runtime/pipeline/lambda/function-spec.js';
import { FunctionRunner } from '../../runtime/pipeline/lambda/runner.js';
import { seeded } from '../../runtime/random.js';

const CODE = `
import os, sys, time
count = 0
def handler(event, context):
    global count
    count += 1
    if event.get("raise"):
        raise ValueError("no " + event["raise"])
    if event.get("exit"):
        sys.exit(3)
    if event.get("hang"):
        time.sleep(60)
    return {"count": count, "id": context.aws_request_id, "table": os.environ["TABLE"], "left": context.get_remaining_time_in_millis()}
`;

async function main(): Promise<void> {
  const code = mkdtempSync(join(tmpdir(), 'slipway-python-function-'));
  writeFileSync(join(code, 'app.py'), CODE);
  const runner = new FunctionRunner(seeded(1));
  const arn = 'arn:aws:lambda:eu-central-1:111111111111:function:Python';
  const spec: FunctionSpec = {
    name: 'Python',
    arn,
    runtime: 'python3.12',
    handler: 'app.handler',
    code,
    timeoutSeconds: 30,
    environment: { TABLE: 't' },
  };
  const invoke = async (event: unknown, of = spec) => {
    const { payload, ...rest } = await runner.invoke(of, JSON.stringify(event));
    return { ...rest, answer: JSON.parse(payload) as Record<string, unknown> };
  };
  try {
    const [cold, warm] = [await invoke({}), await invoke({})];
    check(
      'a Python function answers, cold and warm',
      cold.answer['count'] === 1 && warm.answer['count'] === 2 && cold.coldStart && !warm.coldStart,
      cold,
    );
    check('its context and environment are there', cold.answer['table'] === 't' && String(cold.answer['id']).length === 36, cold);
    const raised = await invoke({ raise: 'way' });
    check(
      'what it raises is the payload',
      raised.answer['errorType'] === 'ValueError' && raised.answer['errorMessage'] === 'no way',
      raised,
    );
    const exited = await invoke({ exit: true });
    check('an exit is said', exited.functionError === 'Unhandled' && !exited.reusable, exited);
    const late = await invoke({ hang: true }, { ...spec, timeoutSeconds: 1 });
    check('a timeout kills it', late.answer['errorType'] === 'Sandbox.Timedout', late);
    const again = await invoke({});
    check('the next call starts cold', again.coldStart && again.answer['count'] === 1, again);
    const missing = await invoke({}, { ...spec, arn: `${arn}2`, handler: 'absent.handler' });
    check('a missing module is said', missing.answer['errorType'] === 'Runtime.ImportModuleError', missing);
  } finally {
    await runner.close();
    rmSync(code, { recursive: true });
  }
}

function check(name: string, good: boolean, seen: unknown): void {
  process.stdout.write(`${good ? 'ok' : 'FAILED'}\t${name}${good ? '' : `\t${JSON.stringify(seen)}`}\n`);
}

void main();
