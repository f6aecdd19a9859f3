import type { MatrixBuilder } from '../matrix.js';
import { RowKernel, type KeepPlaces } from './row-kernel.js';
import type { RowTemplate } from './row-template.js';

/** Rows for which the kernel is not asked at most, after it took none. */
const LONGEST_PAUSE = 64;

/**
 * The rows of a table that the kernel can read, between those that it cannot. What was learned of one body or part serves for the next: whoever
 * writes tables writes them alike.
 */
export class TemplateRows {
  private template: RowTemplate | undefined;
  private key = '';
  private pause = 0;
  private nextPause = 1;

  /** @param kernelOf gives the kernel when it is first needed, undefined where there is none. Default: the thread's own */
  constructor(private readonly kernelOf: () => RowKernel | undefined = () => RowKernel.shared()) {}

  /**
   * Appends as many rows as the kernel takes, from the beginning of a record on.
   *
   * @param key what the meaning of a record's values depends on, if not on its own bytes: templates are of no use under another one
   * @param learn the template of the record
   * @returns position after the last row that was taken; `at` where none was, and the caller has to read that one
   */
  take(
    bytes: Uint8Array,
    at: number,
    end: number,
    key: string,
    learn: () => RowTemplate | undefined,
    matrix: MatrixBuilder,
    keep?: KeepPlaces,
  ): number {
    const kernel = this.kernelOf();
    if (kernel === undefined) return at;
    if (key !== this.key) this.forget(key);
    if (this.pause > 0) {
      this.pause -= 1;
      return at;
    }
    const isKnown = this.template !== undefined;
    this.template ??= learn();
    const next = this.template === undefined ? at : kernel.scan(bytes, at, end, this.template, matrix, keep);
    if (next > at) {
      this.nextPause = 1;
      return next;
    }
    this.template = undefined;
    if (!isKnown) {
      this.pause = this.nextPause;
      this.nextPause = Math.min(LONGEST_PAUSE, this.nextPause * 2);
    }
    return at;
  }

  private forget(key: string): void {
    this.key = key;
    this.template = undefined;
    this.pause = 0;
    this.nextPause = 1;
  }
}
