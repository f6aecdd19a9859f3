import { changedFaults, faultSentence, modelCounts, modelText, type ModelReport } from '../../runtime/index.js';
import { hanging } from './layout.js';
import type { Canvas } from './rehearsal.js';

const MOST_LINES = 5;

/** What the models of a deployment answer the rows that travel with them: in short, and what has changed. */
export function renderModels(models: readonly ModelReport[], { paint, width }: Canvas): string {
  return models
    .map((model) => {
      const several = models.length > 1 ? ` of ${model.variant}` : '';
      const style = modelCounts(model) ? paint.red : model.reason === null ? paint.green : paint.yellow;
      const note = model.accepted === null || model.goldenDifferent.length === 0 ? '' : ` (accepted: ${model.accepted})`;
      const head = hanging(`Model${several}: ${modelText(model)}${note}`, width, 1)
        .split('\n')
        .map(style);
      const lines = [
        ...model.goldenDifferent.map(({ line, what }) => `samples/golden.jsonl:${line} ${what}`),
        ...changedFaults(model).map((fault) => `samples/known-faults.jsonl:${fault.line} ${faultSentence(fault)}`),
      ];
      const more = lines.length > MOST_LINES ? [`${lines.length - MOST_LINES} more`] : [];
      return [...head, ...[...lines.slice(0, MOST_LINES), ...more].map((line) => hanging(line, width, 3))].join('\n');
    })
    .map((text) => `\n${text}`)
    .join('');
}
