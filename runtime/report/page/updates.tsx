import { useState } from 'preact/hooks';
import type { UpdateReport } from '../rehearsal-report.js';
import { endText, harmedText, outcomeText } from '../update-text.js';
import { minutesText, updateCounts } from '../words.js';
import type { View } from './page.js';
import { UpdateFigure } from './update-figure.js';

interface UpdatesProps {
  readonly id: string;
  readonly updates: readonly UpdateReport[];
  readonly view: View;
}

/** What becomes of a new version: a table of all that were tried, and one of them minute by minute. */
export function Updates({ id, updates, view }: UpdatesProps) {
  const [shown, setShown] = useState(() => firstShown(updates));
  const [first] = updates;
  if (first === undefined) return null;
  const drawn = updates.filter(({ picture }) => picture !== null);
  const update = drawn.find(({ version }) => version === shown) ?? drawn[0];
  return (
    <>
      <h3 id={`${id}-updates`}>Updates: what becomes of a new version</h3>
      <p class="quiet">{first.how}</p>
      <div class="scroll" role="region" aria-labelledby={`${id}-updates`} tabIndex={0}>
        <table class="updates">
          <caption class="for-readers">
            Each row is a new version that takes the place of the old one, good or bad, and how that ended.
          </caption>
          <thead>
            <tr>
              <th scope="col">a new version</th>
              <th scope="col">what becomes of it</th>
              <th scope="col">by whom, or why</th>
              <th scope="col">requests harmed</th>
              <th scope="col">who is told</th>
            </tr>
          </thead>
          <tbody>
            {updates.map((each) => (
              <Row key={each.version} update={each} view={view} />
            ))}
          </tbody>
        </table>
      </div>
      {update !== undefined && (
        <div class="update-card">
          <p class="choose">
            <label for={`${id}-update`}>Minute by minute, the update to</label>{' '}
            <select id={`${id}-update`} value={update.version} onChange={(event) => setShown(event.currentTarget.value)}>
              {drawn.map(({ version, what }) => (
                <option key={version} value={version}>
                  {version}: {what}
                </option>
              ))}
            </select>
          </p>
          <UpdateFigure key={update.version} id={`${id}-update-figure`} update={update} view={view} />
        </div>
      )}
    </>
  );
}

function Row({ update, view }: { readonly update: UpdateReport; readonly view: View }) {
  const { deployment, version, what, stoppedBy, reason, outcome, accepted, toldBy, toldAfter } = update;
  const tone = updateCounts(update) ? 'blind' : update.asItShould ? 'seen' : 'doubtful';
  const [first, ...others] = toldBy;
  return (
    <tr>
      <th scope="row">
        {version} <small>{what}</small>
      </th>
      <td>
        <span class={`status ${tone}`}>{outcomeText(update)}</span> <small>{endText(update)}</small>
      </td>
      <td>
        {stoppedBy.map((alarm) => view.label(deployment, alarm)).join(', ')}
        {reason !== null && <small>{reason}</small>}
        {accepted !== null && <small>accepted: {accepted}</small>}
      </td>
      <td>{outcome === 'refused' ? '' : harmedText(update)}</td>
      <td>
        {first === undefined || toldAfter === null ? 'nobody' : `${view.label(deployment, first)}, ${minutesText(toldAfter)}`}
        {others.length > 0 && <small>then {others.map((name) => view.label(deployment, name)).join(', ')}</small>}
      </td>
    </tr>
  );
}

/** The one that shows most: what should hold and does not, else the first bad version that served. */
function firstShown(updates: readonly UpdateReport[]): string {
  const drawn = updates.filter(({ picture }) => picture !== null);
  const shown = drawn.find(updateCounts) ?? drawn.find(({ counts, servedAfter, failed }) => !counts && servedAfter !== null && failed > 0);
  return (shown ?? drawn[0])?.version ?? '';
}
