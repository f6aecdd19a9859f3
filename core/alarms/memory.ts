// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { floor } = Math;
const { NaN: NONE } = Number;

/** Keeps a point by the end of its period, in a ring: as many places as lie between the first end and the last one that are asked for are enough. */
export class Memory {
  private readonly ends: Float64Array;
  private readonly values: Float64Array;

  /** @param millis no two ends are nearer to each other */
  constructor(
    places: number,
    private readonly millis: number,
  ) {
    this.ends = new Float64Array(places).fill(NONE);
    this.values = new Float64Array(places);
  }

  get(end: number): number | undefined {
    const place = this.placeOf(end);
    return this.ends[place] === end ? this.values[place] : undefined;
  }

  set(end: number, value: number): void {
    const place = this.placeOf(end);
    this.ends[place] = end;
    this.values[place] = value;
  }

  private placeOf(end: number): number {
    return floor(end / this.millis) % this.ends.length;
  }
}
