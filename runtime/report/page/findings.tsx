import { alarmFindings, alarmSentence, isPlayed, orderedSpots, spotSentence, unwatched } from '../findings.js';
import { countsAgainst, spotCounts } from '../words.js';
import { alarmId, deploymentId, firstPicture } from './ids.js';
import type { View } from './page.js';

/** What to look at first: blind spots, then alarms that no fault trips. */
export function Findings({ view }: { readonly view: View }) {
  const { report, label, show } = view;
  const spots = orderedSpots(report);
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">What was found</h2>
      <div class="findings">
        <div class="card">
          <h3>Blind spots: {spots.length}</h3>
          {spots.length === 0 && (
            <p>{report.deployments.some(isPlayed) ? 'Of every fault that did harm somebody was told.' : 'Nothing was played.'}</p>
          )}
          {spots.length > 0 && (
            <ul>
              {spots.map((spot, index) => (
                <li key={index}>
                  <strong class={spotCounts(spot) ? 'bad' : 'quiet'}>{spot.fault}</strong>{' '}
                  <span>
                    {spotSentence(spot)}
                    {!spot.counts && ' (shown, not counted)'}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
        {unwatched(report).length > 0 && (
          <div class="card">
            <h3>Endpoints that no alarm watches: {unwatched(report).length}</h3>
            <ul>
              {unwatched(report).map(({ path, mode }) => (
                <li key={path}>
                  <a href={`#${deploymentId(report, path)}`} class="bad">
                    {path}
                  </a>{' '}
                  <span>{mode}: whatever breaks, nobody is told</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {alarmFindings(report).map(({ title, alarms }) => (
          <div class="card" key={title}>
            <h3>
              {title}: {alarms.length}
            </h3>
            <ul>
              {alarms.map((alarm) => {
                const id = alarmId(report.alarms.indexOf(alarm));
                return (
                  <li key={id}>
                    <a href={`#${id}`} class={countsAgainst(alarm) ? 'bad' : 'warn'} onClick={() => show(id, firstPicture(alarm))}>
                      {label(alarm.deployment, alarm.name)}
                    </a>{' '}
                    <span>{alarmSentence(alarm)}</span>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
