import type { AlarmReport, FaultReport } from '../rehearsal-report.js';
import { harmText, minutesText, STATUS_WORDS } from '../words.js';
import { alarmId } from './ids.js';
import type { View } from './page.js';

interface MatrixProps {
  readonly id: string;
  readonly faults: readonly FaultReport[];
  readonly alarms: readonly AlarmReport[];
  readonly view: View;
}

/** Faults by alarms: after how many minutes each went off. */
export function Matrix({ id, faults, alarms, view }: MatrixProps) {
  const run = faults.filter(({ status }) => status !== 'not-runnable');
  const left = faults.filter(({ status }) => status === 'not-runnable');
  return (
    <>
      <h3 id={`${id}-matrix`}>Who is told, after how many minutes</h3>
      <p class="legend">
        <span class="cell page">16</span> pages <span class="cell ticket">16</span> opens a ticket <span class="cell silent">16</span> goes
        off and reaches nobody by itself
      </p>
      <div class="scroll" role="region" aria-labelledby={`${id}-matrix`} tabIndex={0}>
        <table class="matrix">
          <caption class="for-readers">
            Each row is a fault, each column an alarm; a cell holds the minutes from the start of the fault until the alarm went off.
          </caption>
          <thead>
            <tr>
              <th scope="col">fault</th>
              <th scope="col">somebody is told</th>
              <th scope="col">harmed before that</th>
              {alarms.map((alarm) => (
                <th scope="col" class="alarm" key={alarm.path} title={alarm.watches}>
                  <span>{view.label(alarm.deployment, alarm.name)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {run.map((fault) => (
              <Row key={fault.name} fault={fault} alarms={alarms} view={view} />
            ))}
          </tbody>
        </table>
      </div>
      {left.length > 0 && <NotRun faults={left} />}
    </>
  );
}

function Row({ fault, alarms, view }: { readonly fault: FaultReport; readonly alarms: readonly AlarmReport[]; readonly view: View }) {
  const { name, strength, status, seenBy, minutes, text, matrix } = fault;
  const told = seenBy.length > 0 && minutes !== null ? minutesText(minutes) : STATUS_WORDS[status];
  return (
    <tr>
      <th scope="row">
        {name} <small>{strength}</small>
      </th>
      <td>
        <span class={`status ${status}`}>{told}</span>
      </td>
      <td>
        {harmText(fault)} <small>{text}</small>
      </td>
      {alarms.map((alarm) => {
        const went = matrix.find((cell) => cell.alarm === alarm.name);
        return <td key={alarm.path}>{went !== undefined && <Cell alarm={alarm} fault={name} went={went} view={view} />}</td>;
      })}
    </tr>
  );
}

interface CellProps {
  readonly alarm: AlarmReport;
  readonly fault: string;
  readonly went: FaultReport['matrix'][number];
  readonly view: View;
}

/** A cell leads to the picture of what the alarm saw. */
function Cell({ alarm, fault, went: { minutes, delivers, severity }, view }: CellProps) {
  const kind = !delivers || severity === 'none' ? 'silent' : severity;
  const means = kind === 'silent' ? 'reaches nobody by itself' : kind === 'page' ? 'pages' : 'opens a ticket';
  const id = alarmId(view.report.alarms.indexOf(alarm));
  const said = `${view.label(alarm.deployment, alarm.name)} on ${fault}: after ${minutesText(minutes)}, ${means}`;
  const short = String(Math.round(minutes));
  if (!alarm.pictures.some((picture) => picture.fault === fault)) {
    return (
      <span class={`cell ${kind}`} role="img" aria-label={said}>
        {short}
      </span>
    );
  }
  return (
    <a class={`cell ${kind}`} href={`#${id}`} aria-label={said} onClick={() => view.show(id, fault)}>
      {short}
    </a>
  );
}

function NotRun({ faults }: { readonly faults: readonly FaultReport[] }) {
  return (
    <details class="not-run">
      <summary>Faults that did not run: {faults.length}</summary>
      <ul>
        {faults.map(({ name, text }) => (
          <li key={name}>
            <strong>{name}</strong> {text}
          </li>
        ))}
      </ul>
    </details>
  );
}
