export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const TAG = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|<\?xml version="1.0" encoding="UTF-8"\?>\n/gy;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#10;': '\n',
  '&#9;': '\t',
};

/** Reads the little XML that reports of tests are made of, strictly: whatever is not well-formed throws. */
export function parseXml(source: string): Element {
  const open: { name: string; attributes: Record<string, string>; children: Element[]; text: string }[] = [
    { name: '', attributes: {}, children: [], text: '' },
  ];
  for (let at = 0; at < source.length;) {
    TAG.lastIndex = at;
    const tag = TAG.exec(source);
    const top = open.at(-1);
    if (top === undefined) throw new Error('an element was closed twice');
    if (tag === null) {
      const end = source.indexOf('<', at + 1);
      const text = source.slice(at, end < 0 ? undefined : end);
      top.text += unescape(text);
      at += text.length;
      continue;
    }
    at = TAG.lastIndex;
    const [, closes, name, attributes = '', empty] = tag;
    if (name === undefined) continue;
    if (closes === '/') {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      open.pop();
      continue;
    }
    const element = { name, attributes: attributesOf(attributes), children: [], text: '' };
    top.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const [root] = open[0]?.children ?? [];
  if (root === undefined || open.length !== 1) throw new Error('an element was never closed');
  return root;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescape(value)]));
}

function unescape(text: string): string {
  if (/[<>]|&(?!(amp|lt|gt|quot|#10|#9);)/.test(text)) throw new Error(`not escaped: ${text}`);
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new Error('a character that XML does not have');
  return text.replaceAll(/&[a-z#0-9]+;/g, (entity) => ENTITIES[entity] ?? entity);
}
