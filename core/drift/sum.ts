/** A sum that carries the digits lost on the way (Neumaier, ZAMM 54, 1974): exact to the last bit or two whatever the order and the sizes. */
export class CompensatedSum {
  private sum = 0;
  private lost = 0;

  add(value: number): void {
    const next = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  get value(): number {
    // Past infinity the correction is NaN and says nothing.
    return Number.isFinite(this.sum) ? this.sum + this.lost : this.sum;
  }
}

export function sumOf(values: ArrayLike<number>): number {
  const sum = new CompensatedSum();
  for (let index = 0; index < values.length; index += 1) sum.add(values[index] ?? 0);
  return sum.value;
}
