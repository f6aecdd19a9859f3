import colors from 'picocolors';
import type { Host, Message } from '../../runtime/index.js';

/** Shows what is under way: one line that is overwritten on a terminal, nothing in a pipe but warnings. */
export class TerminalHost implements Host {
  private lineOpen = false;
  private shown = '';

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly quiet: boolean = false,
  ) {}

  say({ level, stage, text, done }: Message): void {
    if (level === 'warn') {
      this.clear();
      this.stream.write(`${colors.yellow('warning')} ${text}\n`);
      return;
    }
    if (this.quiet || !this.stream.isTTY) return;
    // A step of a hundred is news; each of a thousand calls is not.
    const step = done === undefined ? `${stage} ${text}` : `${stage} ${Math.round(done * 100)}`;
    if (step === this.shown) return;
    this.shown = step;
    const share = done === undefined ? '' : ` ${Math.round(done * 100)} %`;
    const line = `${stage}  ${text}${share}`.slice(0, Math.max(20, this.stream.columns - 1));
    this.stream.write(`\r\x1b[2K${colors.dim(line)}`);
    this.lineOpen = true;
  }

  /** Takes the progress line away, so that what follows starts on a clean line. */
  clear(): void {
    if (this.lineOpen) this.stream.write('\r\x1b[2K');
    this.lineOpen = false;
  }
}
