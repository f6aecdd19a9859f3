import type { MonitorDatum } from '../../../core/drift/monitor/datum.js';
import { goldenDifferences } from '../../scoring/golden-differences.js';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import type { GoldenAnswer } from './world.js';

/** What the endpoint's answers to the golden rows say; nothing where it could not be asked. */
export function goldenData({ golden, outputs, digests }: MonitorDocument, answer: GoldenAnswer | undefined): MonitorDatum[] {
  if (answer === undefined) return [];
  const wrong = golden.filter(({ output }, index) => goldenDifferences(output, answer.rows[index] ?? {}, outputs).length > 0).length;
  // A container that tells no digest is not ours; of it golden rows alone speak.
  const told = Object.entries(digests).filter(([name]) => answer.attributes[name] !== undefined);
  const differ = told.filter(([name, digest]) => answer.attributes[name] !== digest).length;
  return [{ name: 'GoldenRowsWrong', value: wrong }, ...(told.length === 0 ? [] : [{ name: 'ServedDiffers' as const, value: differ }])];
}
