/** The text exposition format 0.0.4, read strictly: https://prometheus.io/docs/instrumenting/exposition_formats/. */

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;

export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new SyntaxError('the last line has no line feed');
  const families = new Map<string, Family>();
  let current = '';
  const help = new Map<string, string>();
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') help.set(name, rest);
    else if (kind === 'TYPE') {
      if (families.has(name) || !help.has(name)) throw new SyntaxError(`${name} has a second type or no help`);
      families.set((current = name), { type: rest, help: help.get(name) ?? '', samples: [] });
    } else families.get(current)?.samples.push(sampleOf(line, current));
  }
  return families;
}

function sampleOf(line: string, family: string): Family['samples'][number] {
  const [, name = '', labelText = '', value] = SAMPLE.exec(line) ?? [];
  if (![family, `${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name))
    throw new SyntaxError(`'${line}' is no sample of ${family}`);
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < labelText.length) {
    const match = LABEL.exec(labelText);
    if (match === null) throw new SyntaxError(`'${labelText}' holds no labels`);
    labels[match[1] ?? ''] = match[2] ?? '';
  }
  const number = Number(value?.replace('+Inf', 'Infinity'));
  if (Number.isNaN(number)) throw new SyntaxError(`'${value}' is no value`);
  return { name, labels, value: number };
}
