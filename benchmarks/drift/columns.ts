import { seeded } from '../../runtime/random.js';

/** A column of doubles of one kind: ten kinds, then the same again from other draws. */
export function columnOf(place: number, rows: number, current: boolean): Float64Array {
  const dice = seeded(1 + 2 * place + (current ? 1 : 0));
  const shift = current ? 0.02 * (place % 5) : 0;
  const draw = KINDS[place % KINDS.length] ?? normal;
  return Float64Array.from({ length: rows }, () => draw(dice, shift));
}

type Dice = () => number;

function normal(dice: Dice, shift: number): number {
  return Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice()) + shift;
}

/** As features of real tables are: most spread out, some of few values, some mostly zero, one with gaps. */
const KINDS: readonly ((dice: Dice, shift: number) => number)[] = [
  normal,
  (dice, shift) => 100 + 15 * normal(dice, shift),
  (dice, shift) => Math.exp(normal(dice, shift)),
  (dice, shift) => dice() + shift,
  (dice, shift) => -Math.log(1 - dice()) * (1 + shift),
  (dice, shift) => Math.round(1e4 * Math.exp(normal(dice, shift))) / 100,
  (dice, shift) => Math.floor(90 * dice() * (1 + shift)),
  (dice, shift) => (dice() < 0.7 ? 0 : Math.exp(2 * normal(dice, shift))),
  (dice, shift) => 1.7e9 + 1e6 * dice() * (1 + shift),
  (dice, shift) => (dice() < 0.05 ? Number.NaN : normal(dice, shift) ** 3),
];
