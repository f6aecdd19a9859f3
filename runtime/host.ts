/** How the library speaks: it never prints. The terminal, JSON and the tests are three hosts. */
export interface Host {
  say(message: Message): void;
}

export interface Message {
  readonly level: 'progress' | 'info' | 'warn';
  /** Stage of the work, `load spam-filter`. */
  readonly stage: string;
  readonly text: string;
  /** Part done, 0 to 1, where known. */
  readonly done?: number;
}

export const SILENT: Host = { say: () => undefined };
