import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MEASURED_FILE, readNeeds, type MeasuredFile } from '../../core/planning/measured.js';
import { readJson, type ModelFiles } from './model-files.js';
import type { MeasuredNeeds } from './model-options.js';

/** What the folder of a model says was measured of it; of other bytes it says nothing, which is warned of. */
export function measuredNeeds(scope: Construct, { all, serving }: ModelFiles): MeasuredNeeds | undefined {
  const file = all.find(({ name }) => name === MEASURED_FILE);
  const [model] = serving;
  if (file === undefined || model === undefined) return undefined;
  const measured = readJson(file.path) as Partial<MeasuredFile> | null;
  if (measured?.file !== createHash('sha256').update(readFileSync(model.path)).digest('hex')) {
    Annotations.of(scope).addWarningV2(
      'slipway:measured-otherwise',
      `${file.path} was measured of another model, and is left aside; measure again: slipway plan MODEL --save`,
    );
    return undefined;
  }
  const { peakMemoryMiB, loadMillis, p99Millis, slowestMillis, bodyBytes } = readNeeds(measured);
  return { peakMemoryMiB, loadMillis, p99Millis, slowestMillis, bodyBytes };
}
