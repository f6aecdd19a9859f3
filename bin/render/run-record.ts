import { createColors } from 'picocolors';
import type { RunRecord } from '../../core/batch/run.js';
import { durationText } from '../../core/units/duration-text.js';
import { grouped } from './batch-bar.js';
import type { Surface } from './rehearsal.js';

const LABEL = 10;

/** A run's record, a fact a line. */
export function renderRunRecord(record: RunRecord, surface: Surface): string {
  const paint = createColors(surface.colors);
  const {
    runId,
    dataTime,
    attempt,
    startedAt,
    durationSeconds,
    input,
    rowsIn,
    rowsOut,
    rejected,
    output,
    published,
    because,
    model,
    instances,
  } = record;
  const line = (label: string, text: string): string => `${paint.dim(label.padEnd(LABEL))} ${text}`;
  return `${[
    `${paint.bold(`run ${runId}`)}, attempt ${attempt}: ${published ? paint.green('published') : paint.yellow(`not published: ${because ?? ''}`)}`,
    line('data as of', dataTime),
    line('began', `${startedAt}, took ${durationText(durationSeconds * 1000)}`),
    line('input', `${input.uri}, objects: ${grouped(input.objects)}, bytes: ${grouped(input.bytes)}, digest ${input.digest.slice(0, 12)}`),
    line('rows', `${grouped(rowsIn)} in, ${grouped(rowsOut)} out, ${grouped(rejected)} set aside`),
    line('output', output),
    line('model', `${model.name}${model.image === undefined ? '' : `, image ${model.image}`}`),
    line('instances', `${instances.count} × ${instances.type}`),
    line('execution', record.execution),
  ].join('\n')}\n`;
}
