/** A step in the picture, or a place where a line passes a column. */
export interface Placed {
  readonly name: string;
  readonly column: number;
  /** From the top, in pixels: its middle. */
  readonly y: number;
  /** A line only passes here. */
  readonly passing: boolean;
}

export interface Laid {
  readonly columns: number;
  readonly height: number;
  readonly steps: readonly Placed[];
  /** From step to step, with the places that it passes between. */
  readonly lines: readonly { readonly from: string; readonly to: string; readonly through: readonly Placed[] }[];
}

/** Heights, in pixels. */
export interface LayerSizes {
  readonly step: number;
  readonly passing: number;
  readonly gap: number;
}

interface Node {
  readonly name: string;
  readonly column: number;
  readonly passing: boolean;
  readonly before: Node[];
  readonly behind: Node[];
  y: number;
}

/** How often columns are ordered by their neighbours, forth and back: it settles after a few. */
const SWEEPS = 8;

/**
 * Steps in columns by whose output they take, so that every line leads to the right: a line that passes a column has a place of its own in it,
 * and each column is ordered by where its neighbours are, which leaves few crossings (Sugiyama's way of drawing).
 */
export function layers(steps: readonly { readonly name: string; readonly after: readonly string[] }[], sizes: LayerSizes): Laid {
  const nodes = new Map<string, Node>();
  const columns: Node[][] = [];
  const add = (name: string, column: number, passing: boolean): Node => {
    const node: Node = { name, column, passing, before: [], behind: [], y: 0 };
    (columns[column] ??= []).push(node);
    return node;
  };
  const lines: { from: string; to: string; through: Node[] }[] = [];
  for (const { name, after } of steps) {
    const inputs = [...new Set(after)].flatMap((input) => nodes.get(input) ?? []);
    const node = add(name, Math.max(0, ...inputs.map(({ column }) => column + 1)), false);
    nodes.set(name, node);
    for (const input of inputs) {
      const through: Node[] = [];
      for (let column = input.column + 1; column < node.column; column += 1) through.push(add(`${input.name} > ${name}`, column, true));
      joinAll([input, ...through, node]);
      lines.push({ from: input.name, to: name, through });
    }
  }
  return { columns: columns.length, height: settle(columns, sizes), steps: [...nodes.values()], lines };
}

function joinAll(path: readonly Node[]): void {
  for (const [at, node] of path.entries()) {
    const before = path[at - 1];
    if (before === undefined) continue;
    before.behind.push(node);
    node.before.push(before);
  }
}

/** Orders every column, then puts each node as near to its neighbours as those above and below it allow. */
function settle(columns: readonly Node[][], sizes: LayerSizes): number {
  for (const column of columns) spread(column, () => 0, sizes);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const forth = sweep % 2 === 0;
    for (const column of forth ? columns : columns.toReversed()) {
      const wanted = new Map(column.map((node) => [node, middleOf(forth ? node.before : node.behind) ?? node.y]));
      column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      spread(column, (node) => wanted.get(node) ?? node.y, sizes);
    }
  }
  const all = columns.flat();
  const top = Math.min(...all.map((node) => node.y - sizeOf(node, sizes) / 2));
  for (const node of all) node.y -= top;
  return Math.max(...all.map((node) => node.y + sizeOf(node, sizes) / 2));
}

/** Puts a column's nodes in their order as near to where they want to be as they have room, all of them about the middle of their wishes. */
function spread(column: readonly Node[], wish: (node: Node) => number, sizes: LayerSizes): void {
  const wishes = column.map(wish);
  let floor = Number.NEGATIVE_INFINITY;
  for (const [at, node] of column.entries()) {
    const half = sizeOf(node, sizes) / 2;
    node.y = Math.max(wishes[at] ?? 0, floor + half);
    floor = node.y + half + sizes.gap;
  }
  const shift = column.reduce((sum, node, at) => sum + node.y - (wishes[at] ?? 0), 0) / Math.max(1, column.length);
  for (const node of column) node.y -= shift;
}

const sizeOf = ({ passing }: Node, { step, passing: line }: LayerSizes): number => (passing ? line : step);

function middleOf(nodes: readonly Node[]): number | undefined {
  return nodes.length === 0 ? undefined : nodes.reduce((sum, { y }) => sum + y, 0) / nodes.length;
}
