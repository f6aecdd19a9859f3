/** Numbers of a column as they come, batch by batch, up to some many. */
export class KeptValues {
  private room = new Float64Array(0);
  private count = 0;

  constructor(private readonly most: number) {}

  /** What was added. */
  get values(): Float64Array {
    return this.room.subarray(0, this.count);
  }

  /** Says whether there was room; where there is none, nothing is added. */
  add(values: Float64Array): boolean {
    const count = this.count + values.length;
    if (count > this.most) return false;
    if (count > this.room.length) {
      const room = new Float64Array(Math.min(this.most, Math.max(2 * this.room.length, count)));
      room.set(this.values);
      this.room = room;
    }
    this.room.set(values, this.count);
    this.count = count;
    return true;
  }

  clear(): void {
    this.room = new Float64Array(0);
    this.count = 0;
  }
}
