/** Turns a score into a probability. */
export type Calibration = (score: number) => number;

/** Rows with scores from one to another, and how many of them were positive. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly rows: number;
}

/** Rows of one score. */
export interface ScoredRows {
  readonly score: number;
  readonly rows: number;
  /** How many of them were positive. */
  readonly positives: number;
}

/**
 * Isotonic regression: the rising steps that lie closest to what happened, by pooling neighbours that fall (Ayer et al., Annals of Mathematical Statistics 26,
 * 1955; as a calibration Zadrozny and Elkan, KDD 2002). Between the scores of two steps lies a straight line, beyond the last the last step.
 *
 * @param scores at least one
 * @param happened 1 or 0, by row
 */
export function isotonicCalibration(scores: readonly number[], happened: readonly number[]): Calibration {
  return calibrationOf(tiesOf(scores, happened));
}

/**
 * The same of rows that were counted by their score.
 *
 * @param counted at least one, by rising score
 */
export function isotonicOfCounts(counted: readonly ScoredRows[]): Calibration {
  return calibrationOf(counted.map(({ score, rows, positives }) => ({ from: score, to: score, sum: positives, rows })));
}

function calibrationOf(ties: readonly Block[]): Calibration {
  const blocks: Block[] = [];
  for (const tied of ties) {
    let block = tied;
    for (let last = blocks.at(-1); last !== undefined && mean(last) >= mean(block); last = blocks.at(-1)) {
      blocks.pop();
      block = { from: last.from, to: block.to, sum: last.sum + block.sum, rows: last.rows + block.rows };
    }
    blocks.push(block);
  }
  return (score) => valueAt(blocks, score);
}

/** Rows of one score each, ascending: they get one probability, whatever happened to each. */
function tiesOf(scores: readonly number[], happened: readonly number[]): Block[] {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const ties: Block[] = [];
  for (const row of order) {
    const [score, sum, last] = [scores[row] ?? 0, happened[row] ?? 0, ties.at(-1)];
    if (last?.from === score) ties[ties.length - 1] = { ...last, sum: last.sum + sum, rows: last.rows + 1 };
    else ties.push({ from: score, to: score, sum, rows: 1 });
  }
  return ties;
}

function mean({ sum, rows }: Block): number {
  return sum / rows;
}

function valueAt(blocks: readonly Block[], score: number): number {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.to ?? 0) < score) low = middle + 1;
    else high = middle;
  }
  const [block, before] = [blocks[low], blocks[low - 1]];
  if (block === undefined) return Number.NaN;
  if (score >= block.from || before === undefined) return mean(block);
  return mean(before) + ((score - before.to) / (block.from - before.to)) * (mean(block) - mean(before));
}
