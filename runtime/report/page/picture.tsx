import { useEffect, useRef, useState } from 'preact/hooks';
import type { AlarmPicture } from '../rehearsal-report.js';
import { minutesText } from '../words.js';
import { drawChart } from './chart.js';
import { displayed } from './units.js';

/** The metric over time with threshold, fault and states, and the same in words. */
export function Picture({ picture, watches }: { readonly picture: AlarmPicture; readonly watches: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => (box.current === null ? undefined : drawChart(box.current, picture, setAt)), [picture]);
  const { values, stepMinutes, unit } = picture;
  const value = at === null ? undefined : values[at];
  return (
    <figure class="picture">
      <div class="chart" ref={box} role="img" aria-label={`${watches}: ${inWords(picture)}`} />
      <p class="readout" aria-hidden="true">
        {at === null
          ? 'point at the chart to read a value'
          : `minute ${Math.round(at * stepMinutes)}: ${value === null || value === undefined ? 'no data' : displayed(value, unit)}`}
      </p>
      <figcaption>{inWords(picture)}</figcaption>
      <Values picture={picture} />
    </figure>
  );
}

/** What the chart shows, for whoever does not see it. */
export function inWords({ fault, values, threshold, faultMinutes, states, unit }: AlarmPicture): string {
  const known = values.filter((value) => value !== null);
  const range = known.length === 0 ? 'no data' : `from ${displayed(Math.min(...known), unit)} to ${displayed(Math.max(...known), unit)}`;
  const alarm = states.filter(({ state }) => state === 'ALARM').map(({ minute }) => minute);
  const parts = [
    threshold === null ? range : `${range}, threshold ${displayed(threshold, unit)}`,
    faultMinutes === null ? 'no fault' : `${fault} from minute ${faultMinutes[0]} to ${faultMinutes[1]}`,
    alarm.length === 0 ? 'never in ALARM' : `in ALARM from minute ${alarm.join(' and ')}${after(alarm, faultMinutes?.[0])}`,
  ];
  return parts.join('; ');
}

function after(alarm: readonly number[], start: number | undefined): string {
  const first = start === undefined ? undefined : alarm.find((minute) => minute >= start);
  return first === undefined || start === undefined ? '' : `, ${minutesText(first - start)} after the fault began`;
}

/** The same as a table, made when somebody asks for it. */
function Values({ picture }: { readonly picture: AlarmPicture }) {
  const [open, setOpen] = useState(false);
  const { values, stepMinutes, states, unit } = picture;
  return (
    <details class="values" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The values as a table</summary>
      {open && (
        <div class="scroll tall" role="group" aria-label="Values" tabIndex={0}>
          <table>
            <caption class="for-readers">The watched value and the alarm's state, by minute</caption>
            <thead>
              <tr>
                <th scope="col">minute</th>
                <th scope="col">value</th>
                <th scope="col">state</th>
              </tr>
            </thead>
            <tbody>
              {values.map((value, index) => {
                const minute = index * stepMinutes;
                return (
                  <tr key={index}>
                    <th scope="row">{minute}</th>
                    <td class="number">{value === null ? 'no data' : displayed(value, unit)}</td>
                    <td>{states.findLast((each) => each.minute <= minute)?.state ?? ''}</td>
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
