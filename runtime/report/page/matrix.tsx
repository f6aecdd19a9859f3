import type { AlarmReport, FaultReport } from '../rehearsal-report.js';
import { matrixColumns, type MatrixColumn } from '../matrix-columns.js';
import { harmText, minutesShort, minutesText, STATUS_WORDS } from '../words.js';
import { alarmId } from './ids.js';
import type { View } from './page.js';

interface MatrixProps {
  readonly id: string;
  readonly faults: readonly FaultReport[];
  readonly alarms: readonly AlarmReport[];
  readonly view: View;
}

/** Faults by alarms: after how long each went off. */
export function Matrix({ id, faults, alarms, view }: MatrixProps) {
  const run = faults.filter(({ status }) => status !== 'not-runnable');
  const left = faults.filter(({ status }) => status === 'not-runnable');
  const { columns, quiet } = matrixColumns(run, alarms);
  return (
    <>
      <h3 id={`${id}-matrix`}>Who is told, and after how long</h3>
      <p class="legend">
        <span class="cell page">16</span> pages after 16 minutes <span class="cell ticket">5 h</span> opens a ticket{' '}
        <span class="cell silent">16</span> goes off and reaches nobody by itself
      </p>
      <div class="scroll" role="region" aria-labelledby={`${id}-matrix`} tabIndex={0}>
        <table class="matrix">
          <caption class="for-readers">
            Each row is a fault, each column an alarm, or a rule on events; a cell holds the time from the start of the fault until the
            alarm went off.
          </caption>
          <thead>
            <tr>
              <th scope="col">fault</th>
              <th scope="col">somebody is told</th>
              <th scope="col">harmed before that</th>
              {columns.map(({ name, alarm }) => (
                <th scope="col" class="alarm" key={name} title={alarm?.watches}>
                  <span>{alarm === undefined ? name : view.label(alarm.deployment, name)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {run.map((fault) => (
              <Row key={fault.name} fault={fault} columns={columns} view={view} />
            ))}
          </tbody>
        </table>
      </div>
      {quiet.length > 0 && <Quiet alarms={quiet} view={view} />}
      {left.length > 0 && <NotRun faults={left} />}
    </>
  );
}

function Row({ fault, columns, view }: { readonly fault: FaultReport; readonly columns: readonly MatrixColumn[]; readonly view: View }) {
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
      {columns.map((column) => {
        const went = matrix.find((cell) => cell.alarm === column.name);
        return <td key={column.name}>{went !== undefined && <Cell column={column} fault={name} went={went} view={view} />}</td>;
      })}
    </tr>
  );
}

interface CellProps {
  readonly column: MatrixColumn;
  readonly fault: string;
  readonly went: FaultReport['matrix'][number];
  readonly view: View;
}

/** A cell leads to the picture of what the alarm saw. */
function Cell({ column: { name, alarm }, fault, went: { minutes, delivers, severity }, view }: CellProps) {
  const kind = !delivers || severity === 'none' ? 'silent' : severity;
  const means = kind === 'silent' ? 'reaches nobody by itself' : kind === 'page' ? 'pages' : 'opens a ticket';
  const said = `${alarm === undefined ? name : view.label(alarm.deployment, name)} on ${fault}: after ${minutesText(minutes)}, ${means}`;
  const short = minutesShort(minutes);
  if (alarm === undefined || !alarm.pictures.some((picture) => picture.fault === fault)) {
    return (
      <span class={`cell ${kind}`} role="img" aria-label={said}>
        {short}
      </span>
    );
  }
  const id = alarmId(view.report.alarms.indexOf(alarm));
  return (
    <a class={`cell ${kind}`} href={`#${id}`} aria-label={said} onClick={() => view.show(id, fault)}>
      {short}
    </a>
  );
}

/** What became of them otherwise, on updates for one, their own cards tell. */
function Quiet({ alarms, view }: { readonly alarms: readonly AlarmReport[]; readonly view: View }) {
  return (
    <p class="quiet-alarms">
      Set off by none of these:{' '}
      {alarms.map((alarm, index) => {
        const id = alarmId(view.report.alarms.indexOf(alarm));
        return (
          <span key={alarm.path}>
            {index > 0 && ', '}
            <a href={`#${id}`} onClick={() => view.show(id, null)}>
              {view.label(alarm.deployment, alarm.name)}
            </a>
          </span>
        );
      })}
    </p>
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
