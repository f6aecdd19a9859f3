import type { DeploymentReport } from '../rehearsal-report.js';
import { countText, plural, valueText } from '../words.js';
import { isPlayed } from '../findings.js';
import { AlarmCard } from './alarm-card.js';
import { Latencies } from './latencies.js';
import { deploymentId } from './ids.js';
import { Matrix } from './matrix.js';
import { Models } from './models.js';
import type { View } from './page.js';
import { Predictions } from './predictions.js';
import { Updates } from './updates.js';

export function Deployment({ deployment, view }: { readonly deployment: DeploymentReport; readonly view: View }) {
  const { report } = view;
  const { path, mode, reason } = deployment;
  const played = isPlayed(deployment);
  const id = deploymentId(report, path);
  const faults = report.faults.filter((fault) => fault.deployment === path);
  const alarms = report.alarms.filter((alarm) => alarm.deployment === path);
  return (
    <section id={id} aria-labelledby={`${id}-title`} class="deployment">
      <h2 id={`${id}-title`}>
        {path} <span class="mode">{mode}</span>
      </h2>
      {!played && <p class="not-served">Not played: {reason ?? 'no reason is given'}</p>}
      {played && <Facts deployment={deployment} />}
      {played && faults.length > 0 && <Matrix id={id} faults={faults} alarms={alarms} view={view} />}
      {played && <Updates id={id} updates={report.updates.filter((update) => update.deployment === path)} view={view} />}
      {played && <Models id={id} models={report.models.filter((model) => model.deployment === path)} />}
      {alarms.length > 0 ? <h3>Alarms</h3> : <p class="not-served">No alarm watches it.</p>}
      {alarms.map((alarm) => (
        <AlarmCard key={alarm.path} alarm={alarm} view={view} />
      ))}
      {played && deployment.runs === null && (
        <div class="distributions">
          <Latencies id={id} deployment={deployment} />
          <Predictions id={id} deployment={deployment} />
        </div>
      )}
    </section>
  );
}

function Facts({ deployment }: { readonly deployment: DeploymentReport }) {
  const { endpointName, promisedMillis, requestsPerMinute, runs, measured, healthy } = deployment;
  return (
    <dl class="facts">
      <Fact name={runs === null ? 'endpoint' : 'name'}>{endpointName}</Fact>
      {runs === null && <Fact name="promised">{promisedMillis === null ? 'nothing' : `${countText(promisedMillis)} ms`}</Fact>}
      {runs === null && <Fact name="requests a minute">{requestsPerMinute === null ? 'unknown' : countText(requestsPerMinute)}</Fact>}
      {runs !== null && runs.promise !== null && <Fact name="promised">{runs.promise}</Fact>}
      {runs !== null && <Fact name="runs">{runs.started}</Fact>}
      {runs !== null && runs.records !== null && <Fact name="records a run">{countText(runs.records)}</Fact>}
      {measured.map((figure) => (
        <Fact key={figure.name} name={figure.name} basis={figure.basis}>
          {valueText(figure)}
        </Fact>
      ))}
      {healthy !== null && (
        <Fact name={`${healthy.days} healthy days`} basis="simulated">
          {plural(healthy.falsePages, 'false page')}, {plural(healthy.falseTickets, 'false ticket')}
        </Fact>
      )}
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly basis?: string;
  readonly children: preact.ComponentChildren;
}

function Fact({ name, basis, children }: FactProps) {
  return (
    <div>
      <dt>
        {name}
        {basis !== undefined && <span class={`basis ${basis}`}>{basis}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
