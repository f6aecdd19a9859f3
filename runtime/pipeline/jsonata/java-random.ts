/**
 * The generator of `java.util.Random` (48-bit linear congruential, documented with the class): Step Functions evaluates `$random(seed)` with
 * it, so `$random(42)` is 0.7275636800328681 there and here.
 */
export class JavaRandom {
  private state: bigint;

  constructor(seed: number) {
    this.state = (BigInt(Math.trunc(seed)) ^ 0x5deece66dn) & MASK;
  }

  /** A double in [0, 1). */
  nextDouble(): number {
    const high = this.next(26n);
    return Number((high << 27n) + this.next(27n)) / 2 ** 53;
  }

  private next(bits: bigint): bigint {
    this.state = (this.state * 0x5deece66dn + 0xbn) & MASK;
    return this.state >> (48n - bits);
  }
}

const MASK = (1n << 48n) - 1n;
