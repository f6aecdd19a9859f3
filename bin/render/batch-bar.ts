import colors from 'picocolors';
import type { BatchProgress } from '../../runtime/index.js';

/** A terminal is not drawn on more often, ms. */
const REDRAW_MILLIS = 100;
const BAR_CELLS = 24;
/** Of a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

/** A bar with rows per second and the time that is left: one line that is overwritten on a terminal, nothing in a pipe. */
export class BatchBar {
  private isOpen = false;
  private drawnAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly quiet: boolean,
  ) {}

  show(progress: BatchProgress): void {
    if (this.quiet || !this.stream.isTTY || progress.millis - this.drawnAt < REDRAW_MILLIS) return;
    this.drawnAt = progress.millis;
    this.isOpen = true;
    this.stream.write(
      `\r\x1b[2K${colors.dim(barText(progress).slice(0, (this.stream.columns > 0 ? this.stream.columns : USUAL_COLUMNS) - 1))}`,
    );
  }

  clear(): void {
    if (this.isOpen) this.stream.write('\r\x1b[2K');
    this.isOpen = false;
  }
}

/** `███████░░░  63 %  1,234,567 rows  412,000 rows/s  0:12 left  3 rejected`. */
export function barText({ rows, ownRows, rejected, done, doneBefore, millis }: BatchProgress): string {
  const filled = Math.floor(done * BAR_CELLS);
  const seconds = millis / 1000;
  const share = done - doneBefore;
  const rate = seconds > 0 ? Math.round(ownRows / seconds) : 0;
  const left = share > 0 ? `${timeText((seconds * (1 - done)) / share)} left` : '';
  return [
    '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled),
    `${String(Math.floor(done * 100)).padStart(3)} %`,
    `${grouped(rows)} rows`,
    `${grouped(rate)} rows/s`,
    left,
    rejected > 0 ? `${grouped(rejected)} rejected` : '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** `0:07`, `12:30`, `1:02:03`. */
export function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** `1,234,567`. */
export function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
