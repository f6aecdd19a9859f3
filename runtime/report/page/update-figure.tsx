import { useState } from 'preact/hooks';
import type { UpdatePicture, UpdateReport } from '../rehearsal-report.js';
import { updateInWords } from '../update-text.js';
import { countText } from '../words.js';
import { areaOf, layersOf, mostIn, ticksOf } from './update-layers.js';
import type { View } from './page.js';

const WIDTH = 800;
const LEFT = 64;
const RIGHT = 12;
const PHASES = 22;
const PLOT_TOP = PHASES + 8;
const PLOT = 200;
const AXIS = 26;
const LANE = 40;
const BAND = 18;
/** Narrower than this a band has no room for its word, in units of the drawing a letter. */
const LETTER = 7;

interface FigureProps {
  readonly id: string;
  readonly update: UpdateReport;
  readonly view: View;
}

/** Requests by fleet over time, what goes on above them, and what the alarms say below. */
export function UpdateFigure({ id, update, view }: FigureProps) {
  const { picture } = update;
  if (picture === null) return null;
  const words = updateInWords(update, (alarm) => view.label(update.deployment, alarm));
  return (
    <figure class="picture" aria-labelledby={id}>
      <p class="legend">
        <span class="key old" /> the old version answers <span class="key new" /> the new version answers <span class="key failed" />{' '}
        requests fail
      </p>
      <div class="scroll" role="group" aria-label="The update as a picture" tabIndex={0}>
        <Drawing id={id} picture={picture} words={words} label={(alarm) => view.label(update.deployment, alarm)} />
      </div>
      <figcaption id={id}>{words}</figcaption>
      <Minutes picture={picture} label={(alarm) => view.label(update.deployment, alarm)} />
    </figure>
  );
}

interface DrawingProps {
  readonly id: string;
  readonly picture: UpdatePicture;
  readonly words: string;
  readonly label: (alarm: string) => string;
}

function Drawing({ id, picture, words, label }: DrawingProps) {
  const { from, old, phases, alarms } = picture;
  const to = from + old.length;
  const most = mostIn(picture);
  const x = (minute: number): number => LEFT + ((minute - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (requests: number): number => PLOT_TOP + PLOT - (requests / most) * PLOT;
  const foot = PLOT_TOP + PLOT;
  const height = foot + AXIS + alarms.length * LANE;
  return (
    <svg class="update" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={words}>
      <defs>
        <pattern id={`${id}-hatch`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" class="failed" />
          <line x1="0" x2="0" y1="0" y2="6" class="hatch" />
        </pattern>
      </defs>
      {ticksOf(most).map((requests) => (
        <g key={requests}>
          <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(requests)} y2={y(requests)} />
          <text x={LEFT - 8} y={y(requests)} class="axis end middle">
            {countText(requests)}
          </text>
        </g>
      ))}
      {layersOf(picture).map(({ name, below, above }) => (
        <path
          key={name}
          class={`layer ${name}`}
          {...(name === 'failed' ? { fill: `url(#${id}-hatch)` } : {})}
          d={areaOf(below, above, (index) => x(from + index), y)}
        />
      ))}
      {phases.map(({ from: begins, to: ends, what }, index) => (
        <g key={index}>
          <rect class={`phase ${what === 'rollback' ? 'back' : ''}`} x={x(begins)} y={0} width={x(ends) - x(begins)} height={PHASES}>
            <title>
              {what}, minute {begins} to {ends}
            </title>
          </rect>
          <line class="edge" x1={x(begins)} x2={x(begins)} y1={0} y2={foot} />
          <PhaseWord what={what} from={x(begins)} to={index === phases.length - 1 ? WIDTH - RIGHT : x(ends)} end={x(ends)} />
        </g>
      ))}
      {phases.length > 0 && <line class="edge" x1={x(phases.at(-1)?.to ?? 0)} x2={x(phases.at(-1)?.to ?? 0)} y1={0} y2={foot} />}
      {minutesMarked(from, to).map((minute) => (
        <text key={minute} x={x(minute)} y={foot + 17} class="axis center">
          {minute} min
        </text>
      ))}
      {alarms.map((alarm, lane) => (
        <Lane key={alarm.alarm} name={label(alarm.alarm)} states={alarm.states} top={foot + AXIS + lane * LANE} x={x} to={to} />
      ))}
    </svg>
  );
}

/** Words for bands that have no room for more. */
const SHORTER: Readonly<Record<string, string>> = { 'new instances start': 'start', 'last bake': 'bake' };

/** Inside its band, in a word where there is room for no more; the last one may stand after it. */
function PhaseWord({ what, from, to, end }: { readonly what: string; readonly from: number; readonly to: number; readonly end: number }) {
  const inside = [what, SHORTER[what] ?? what].find((text) => fits(text, end - from));
  const after = to > end && fits(what, to - end) ? what : undefined;
  const text = inside ?? after;
  if (text === undefined) return null;
  return (
    <text x={(inside === undefined ? end : from) + 5} y={PHASES / 2} class="said middle">
      {text}
    </text>
  );
}

interface LaneProps {
  readonly name: string;
  readonly states: UpdatePicture['alarms'][number]['states'];
  readonly top: number;
  readonly x: (minute: number) => number;
  readonly to: number;
}

const SHORT = { OK: 'OK', ALARM: 'ALARM', INSUFFICIENT_DATA: 'no data' } as const;

function Lane({ name, states, top, x, to }: LaneProps) {
  return (
    <g>
      <text x={LEFT} y={top + 12} class="axis">
        {name}
      </text>
      {states.map(({ minute, state }, index) => {
        const width = x(states[index + 1]?.minute ?? to) - x(minute);
        return (
          <g key={index}>
            <rect class={`state ${state}`} x={x(minute)} y={top + BAND} width={Math.max(1, width)} height={BAND} />
            {fits(SHORT[state], width) && (
              <text x={x(minute) + 5} y={top + BAND * 1.5} class={`said middle ${state}`}>
                {SHORT[state]}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

function fits(text: string, width: number): boolean {
  return text.length * LETTER + 8 <= width;
}

/** Every so many minutes, the start of the update among them. */
function minutesMarked(from: number, to: number): number[] {
  const step = [5, 10, 20, 30, 60, 120, 240].find((minutes) => (to - from) / minutes <= 12) ?? 480;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
}

/** The same as a table, made when somebody asks for it. */
function Minutes({ picture, label }: Omit<DrawingProps, 'id' | 'words'>) {
  const [open, setOpen] = useState(false);
  const { from, old, phases, alarms } = picture;
  return (
    <details class="values" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The minutes as a table</summary>
      {open && (
        <div class="scroll tall" role="group" aria-label="Minutes" tabIndex={0}>
          <table>
            <caption class="for-readers">
              Requests to each fleet, what went on and which alarms were in ALARM, by minute of the update
            </caption>
            <thead>
              <tr>
                <th scope="col">minute</th>
                <th scope="col">what goes on</th>
                <th scope="col">to the old version</th>
                <th scope="col">to the new one</th>
                <th scope="col">failed</th>
                <th scope="col">in ALARM</th>
              </tr>
            </thead>
            <tbody>
              {old.map((requests, index) => {
                const minute = from + index;
                const failed = (picture.oldFailed[index] ?? 0) + (picture.newFailed[index] ?? 0);
                const ringing = alarms.filter(({ states }) => states.findLast((each) => each.minute <= minute)?.state === 'ALARM');
                return (
                  <tr key={minute}>
                    <th scope="row">{minute}</th>
                    <td>{phases.find((phase) => minute >= phase.from && minute < phase.to)?.what ?? ''}</td>
                    <td class="number">{countText(requests)}</td>
                    <td class="number">{countText(picture.new[index] ?? 0)}</td>
                    <td class="number">{countText(failed)}</td>
                    <td>{ringing.map(({ alarm }) => label(alarm)).join(', ')}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
