import { alarmSentence } from '../findings.js';
import type { AlarmReport } from '../rehearsal-report.js';
import { countsAgainst, minutesText, VERDICT_WORDS } from '../words.js';
import { alarmId, firstPicture } from './ids.js';
import type { View } from './page.js';
import { Picture } from './picture.js';

/** One alarm: what it watches, what the rehearsal says of it, and the metric over time. */
export function AlarmCard({ alarm, view }: { readonly alarm: AlarmReport; readonly view: View }) {
  const { deployment, name, verdict, watches, pictures, delivers, stopsUpdates } = alarm;
  const id = alarmId(view.report.alarms.indexOf(alarm));
  const shown = view.shown[id];
  const picture = pictures.find(({ fault }) => fault === shown) ?? pictures[0];
  const tone = countsAgainst(alarm) ? 'bad' : verdict === 'fires' && (delivers || stopsUpdates) ? 'good' : 'warn';
  const toggled = (open: boolean): void => {
    if (open !== (shown !== undefined)) view.show(id, open ? firstPicture(alarm) : null);
  };
  return (
    <details id={id} class="alarm-card" open={shown !== undefined} onToggle={(event) => toggled(event.currentTarget.open)}>
      <summary>
        <h4>{view.label(deployment, name)}</h4> <span class={`badge ${tone}`}>{VERDICT_WORDS[verdict]}</span> <code>{watches}</code>
      </summary>
      <Facts alarm={alarm} />
      {shown !== undefined && picture !== undefined && (
        <>
          {pictures.length > 1 && (
            <p class="choose">
              <label for={`${id}-fault`}>What it saw of</label>{' '}
              <select id={`${id}-fault`} value={picture.fault} onChange={(event) => view.show(id, event.currentTarget.value)}>
                {pictures.map(({ fault }) => (
                  <option key={fault} value={fault}>
                    {fault === 'healthy' ? 'a healthy day' : fault}
                  </option>
                ))}
              </select>
            </p>
          )}
          <Picture key={picture.fault} picture={picture} watches={watches} />
        </>
      )}
      {shown !== undefined && picture === undefined && <p class="quiet">There is nothing to draw for it.</p>}
    </details>
  );
}

function Facts({ alarm }: { readonly alarm: AlarmReport }) {
  const { path, source, verdict, delivers, reason, firesOn, weakest, falseAlarms, stopsUpdates } = alarm;
  return (
    <dl class="alarm-facts">
      {(verdict !== 'fires' || !(delivers || stopsUpdates) || reason !== null) && <Row name="why">{alarmSentence(alarm)}</Row>}
      <Row name="declared">
        {source !== null && <code>{source}</code>} <span class="quiet">{path}</span>
      </Row>
      <Row name="acts as">{actsAs(alarm)}</Row>
      {firesOn.length > 0 && (
        <Row name="fires on">{firesOn.map(({ fault, minutes }) => `${fault} (${minutesText(minutes)})`).join(', ')}</Row>
      )}
      {weakest.length > 0 && <Row name="weakest it sees">{weakest.map(({ text }) => text).join('; ')}</Row>}
      {falseAlarms > 0 && <Row name="on healthy days">{falseAlarms} times</Row>}
    </dl>
  );
}

function actsAs({ severity, kind, stopsUpdates }: AlarmReport): string {
  const tells = kind === 'composite' ? `${severity}, for the alarms that it joins` : severity;
  if (!stopsUpdates) return tells;
  return severity === 'none' ? 'what turns an update back' : `what turns an update back, and as ${tells}`;
}

function Row({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
