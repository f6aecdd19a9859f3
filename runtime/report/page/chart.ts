import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { AlarmPicture } from '../rehearsal-report.js';
import { divisorOf, displayed } from './units.js';

const HEIGHT = 240;
/** Room above the plot for the band of states, CSS pixels. */
const BAND = 20;
/** So many times the threshold, and it is lost at the foot of the chart. */
const FAR_ABOVE = 30;

type State = AlarmPicture['states'][number]['state'];
const SHORT: Readonly<Record<State, string>> = { OK: 'OK', ALARM: 'ALARM', INSUFFICIENT_DATA: 'no data' };

/**
 * Draws one picture into a box, and again when the box or the colour scheme changes.
 *
 * @param pointed called with the index of the point under the cursor
 * @returns takes everything away
 */
export function drawChart(box: HTMLElement, picture: AlarmPicture, pointed: (index: number | null) => void): () => void {
  let plot = make(box, picture, pointed);
  const again = (): void => {
    plot.destroy();
    plot = make(box, picture, pointed);
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', again);
  const sized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }));
  sized.observe(box);
  return () => {
    dark.removeEventListener('change', again);
    sized.disconnect();
    plot.destroy();
  };
}

function make(box: HTMLElement, picture: AlarmPicture, pointed: (index: number | null) => void): UPlot {
  const { values, stepMinutes, threshold, unit } = picture;
  const color = (name: string): string => getComputedStyle(box).getPropertyValue(`--${name}`).trim();
  const divisor = divisorOf(unit);
  const minutes = values.map((_, index) => index * stepMinutes);
  const data: UPlot.AlignedData = [
    minutes,
    values.map((value) => (value === null ? null : value / divisor)),
    minutes.map(() => (threshold === null ? null : threshold / divisor)),
  ];
  const isLog = needsDecades(values, threshold);
  const axis = { stroke: color('quiet'), grid: { stroke: color('grid'), width: 1 }, ticks: { stroke: color('grid'), width: 1 } };
  return new UPlot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      padding: [BAND + 8, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { time: false },
        y: isLog ? { distr: 3, range: (_plot, low, high) => decades(low, high) } : { range: (_plot, low, high) => roomy(low, high) },
      },
      axes: [
        { ...axis, values: (_plot, splits) => splits.map((minute) => `${minute} min`) },
        {
          ...axis,
          size: 72,
          values: (_plot, splits) => splits.map((value) => displayed(value * divisor, unit)),
          ...(isLog
            ? {
                splits: (_plot: UPlot, _axis: number, low: number, high: number) => powersOfTen(low, high),
                filter: (_plot: UPlot, splits: number[]) => splits,
              }
            : {}),
        },
      ],
      series: [
        {},
        { stroke: color('line'), width: 2, points: { show: isSparse(values) } },
        { stroke: color('bad'), width: 1.5, dash: [6, 4], points: { show: false } },
      ],
      hooks: {
        drawClear: [(plot) => shadeFault(plot, picture, color('fault'))],
        draw: [(plot) => drawStates(plot, picture, color)],
        setCursor: [({ cursor }) => pointed(cursor.idx ?? null)],
      },
    },
    data,
    box,
  );
}

/** From zero, with a little room above: a line at the very edge looks cut off. */
function roomy(low: number, high: number): [number, number] {
  const top = high > 0 ? high * 1.08 : 1;
  return [Math.min(0, low), top];
}

/** Where the values go far above the threshold, both are seen on a scale of decades alone; it has no place for 0. */
function needsDecades(values: readonly (number | null)[], threshold: number | null): boolean {
  const known = values.filter((value) => value !== null);
  return threshold !== null && threshold > 0 && known.length > 0 && Math.min(...known) > 0 && Math.max(...known) > threshold * FAR_ABOVE;
}

function decades(low: number, high: number): [number, number] {
  return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))];
}

function powersOfTen(low: number, high: number): number[] {
  const [from, to] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))];
  return Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step));
}

/** A line needs two neighbours; single points between gaps would not be seen. */
function isSparse(values: readonly (number | null)[]): boolean {
  return values.filter((value) => value !== null).length * 2 < values.length;
}

function shadeFault(plot: UPlot, { faultMinutes }: AlarmPicture, color: string): void {
  if (faultMinutes === null) return;
  const { ctx, bbox } = plot;
  const [from, to] = faultMinutes.map((minute) => plot.valToPos(minute, 'x', true)) as [number, number];
  ctx.save();
  ctx.fillStyle = color;
  ctx.fillRect(from, bbox.top, to - from, bbox.height);
  ctx.restore();
}

function drawStates(plot: UPlot, { states, values, stepMinutes }: AlarmPicture, color: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const end = (values.length - 1) * stepMinutes;
  const fills: Readonly<Record<State, string>> = { OK: color('ok-band'), ALARM: color('bad'), INSUFFICIENT_DATA: color('grid') };
  const inks: Readonly<Record<State, string>> = { OK: color('ink'), ALARM: color('on-bad'), INSUFFICIENT_DATA: color('ink') };
  ctx.save();
  ctx.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const top = bbox.top - (BAND + 2) * ratio;
  const height = (BAND - 2) * ratio;
  for (const [index, { minute, state }] of states.entries()) {
    const from = plot.valToPos(Math.max(0, minute), 'x', true);
    const to = plot.valToPos(Math.min(end, states[index + 1]?.minute ?? end), 'x', true);
    ctx.fillStyle = fills[state];
    ctx.fillRect(from, top, Math.max(1, to - from), height);
    const text = SHORT[state];
    if (ctx.measureText(text).width + 8 * ratio > to - from) continue;
    ctx.fillStyle = inks[state];
    ctx.fillText(text, from + 4 * ratio, top + height / 2);
  }
  ctx.restore();
}
