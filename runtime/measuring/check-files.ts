import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerPlan, VariantPlan } from '../plan.js';

/** Rows that travel with a model, and the digest of their files. */
export interface CheckFiles {
  readonly digest: string;
  /** Lines that are not empty, with their numbers from 1. */
  readonly knownFaults: readonly Line[];
  readonly golden: readonly Line[];
}

export interface Line {
  readonly number: number;
  readonly text: string;
}

const KNOWN_FAULTS = 'samples/known-faults.jsonl';
const GOLDEN = 'samples/golden.jsonl';

/** Known faults and golden rows beside the model of a variant; undefined where there is neither. */
export function checkFilesOf({ containers }: VariantPlan): CheckFiles | undefined {
  // Of containers in series it is the first that takes the rows.
  const [first] = containers;
  const folder = first === undefined ? undefined : folderOf(first);
  if (folder === undefined) return undefined;
  const [faults, golden] = [textAt(join(folder, KNOWN_FAULTS)), textAt(join(folder, GOLDEN))];
  if (faults === undefined && golden === undefined) return undefined;
  const digest = createHash('sha256')
    .update(faults ?? '')
    .update('\0')
    .update(golden ?? '')
    .digest('hex');
  return { digest, knownFaults: linesOf(faults), golden: linesOf(golden) };
}

function folderOf({ modelFolder, standIn }: ContainerPlan): string | undefined {
  const path = standIn !== undefined && 'onnx' in standIn ? standIn.onnx : modelFolder;
  return path !== undefined && existsSync(path) && statSync(path).isDirectory() ? path : undefined;
}

function textAt(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function linesOf(text: string | undefined): Line[] {
  return (text ?? '')
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line }))
    .filter((line) => line.text.trim() !== '');
}
