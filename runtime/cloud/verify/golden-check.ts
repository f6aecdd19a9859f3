import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { GoldenRow } from '../../../core/schema/golden-row.js';
import type { Output } from '../../../core/schema/schema.js';
import { SERVED } from '../../../core/service/served.js';
import { goldenDifferences } from '../../../workloads/scoring/golden-differences.js';
import { findModelFiles } from '../../../workloads/scoring/model-files.js';
import { existing } from '../../assembly/staged.js';
import type { SageMakerRuntime } from '../sagemaker-runtime.js';
import type { DeclaredService } from '../status/declared.js';
import type { GoldenCheck } from './report.js';

const SHOWN = 3;
const DIGITS_SHOWN = 12;

/**
 * Sends the golden rows of a variant's model through the endpoint and compares what comes back with what was recorded, as the model server
 * does when it loads the model.
 *
 * @param root folder of the cloud assembly
 */
export async function checkGolden(
  runtime: SageMakerRuntime,
  declared: DeclaredService,
  variant: string,
  root: string,
): Promise<GoldenCheck> {
  const check: GoldenCheck = { variant, rows: 0, wrong: 0, differences: [], problem: null, failed: false };
  const missing = (problem: string): GoldenCheck => ({ ...check, problem });
  const entry = declared.stack.entries.find((each) => each.entry.endpointLogicalId === declared.logicalId);
  const models = entry?.entry.models.filter((each) => each.variant === variant) ?? [];
  const [model] = models;
  if (models.length > 1) return missing('its models stand in series, and golden rows are those of one model');
  const folder = model?.folder === undefined ? undefined : existing(root, model.folder);
  if (folder === undefined) return missing('its model is not part of the assembly, and nor are golden rows');
  const { golden, schema, file } = findModelFiles(folder);
  if (golden.length === 0)
    return missing('its model has no golden rows; put some into samples/golden.jsonl, {"input": …, "output": …} a line');
  const name = declared.endpointName ?? '';
  // Not before it is known that the client is installed, which that file imports as what runs in the cloud does.
  const { askEndpoint } = await import('../../../workloads/drift/aws/golden-endpoint.js');
  const answer = await runtime.ask(
    async (client) =>
      await askEndpoint(
        client,
        { name, variant },
        golden.map(({ input }) => input),
      ),
  );
  if ('failure' in answer) return { ...check, problem: answer.failure, failed: true };
  const differences = golden.map(({ output }, index) =>
    goldenDifferences(output, answer.rows[index] ?? {}, schema?.outputs ?? outputsOf(golden)),
  );
  return {
    ...check,
    rows: golden.length,
    wrong: differences.filter((texts) => texts.length > 0).length,
    differences: differences.flatMap((texts, index) => texts.map((text) => `row ${index + 1}: ${text}`)).slice(0, SHOWN),
    ...otherModel(answer.attributes[SERVED.model], file),
  };
}

/** Our own server tells the digest of its model; one that is another is wrong even where the rows come out alike. */
function otherModel(told: string | undefined, file: string): Pick<GoldenCheck, 'problem' | 'failed'> {
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (told === undefined || told === digest) return { problem: null, failed: false };
  return { problem: `model ${told.slice(0, DIGITS_SHOWN)} answers, and ${digest.slice(0, DIGITS_SHOWN)} is declared`, failed: true };
}

/** Of a model without a schema: as the first row says. */
function outputsOf([first]: readonly GoldenRow[]): Output[] {
  return Object.entries(first?.output ?? {}).map(([name, value]) => ({
    name,
    type: typeof [value].flat()[0] === 'number' ? 'number' : 'string',
  }));
}
