import type { StepStatus } from '../local/step-progress.js';

export const STATUS_TEXT: { readonly [S in StepStatus]: string } = {
  done: 'done',
  failed: 'failed',
  stopped: 'stopped',
  skipped: 'left out',
  'not begun': 'not begun',
};

const SHORT_SECONDS = 100;
export const secondsText = (seconds: number): string => (seconds < SHORT_SECONDS ? `${seconds.toFixed(2)} s` : `${Math.round(seconds)} s`);
export const countText = (count: number): string => count.toLocaleString('en');

/** Name of a class of the style sheet. */
export const className = (status: StepStatus): string => status.replace(' ', '-');
