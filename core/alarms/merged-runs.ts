const FIRST_ROOM = 256;

/** Values of several buckets in one order, with how often each occurs. Keeps its room from one use to the next: making it anew costs more than filling it. */
export class MergedRuns {
  private length = 0;
  private held = new Float64Array(FIRST_ROOM);
  private heldTimes = new Float64Array(FIRST_ROOM);
  private spare = new Float64Array(FIRST_ROOM);
  private spareTimes = new Float64Array(FIRST_ROOM);

  clear(): void {
    this.length = 0;
  }

  /** Ascending, each once; valid until the next use. */
  get values(): Float64Array {
    return this.held.subarray(0, this.length);
  }

  get times(): Float64Array {
    return this.heldTimes.subarray(0, this.length);
  }

  /** Adds one bucket's distinct values, ascending. */
  add(others: Float64Array, otherTimes: Float64Array): void {
    const { length } = this;
    const otherLength = others.length;
    this.makeRoom(length + otherLength);
    const { held, heldTimes, spare, spareTimes } = this;
    let [here, there, used] = [0, 0, 0];
    while (here < length && there < otherLength) {
      const [value, other] = [held[here], others[there]];
      spare[used] = value <= other ? value : other;
      spareTimes[used] = (value <= other ? heldTimes[here] : 0) + (other <= value ? otherTimes[there] : 0);
      if (value <= other) here += 1;
      if (other <= value) there += 1;
      used += 1;
    }
    for (; here < length; here += 1, used += 1) [spare[used], spareTimes[used]] = [held[here], heldTimes[here]];
    for (; there < otherLength; there += 1, used += 1) [spare[used], spareTimes[used]] = [others[there], otherTimes[there]];
    [this.held, this.spare] = [spare, held];
    [this.heldTimes, this.spareTimes] = [spareTimes, heldTimes];
    this.length = used;
  }

  private makeRoom(length: number): void {
    if (length > this.spare.length) {
      this.spare = new Float64Array(length * 2);
      this.spareTimes = new Float64Array(length * 2);
    }
  }
}
