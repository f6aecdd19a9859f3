import { useCallback, useState } from 'preact/hooks';
import { foundText, scopeText } from '../findings.js';
import { alarmLabels } from '../labels.js';
import type { RehearsalReport } from '../rehearsal-report.js';
import { Assumptions } from './assumptions.js';
import { Deployment } from './deployment.js';
import { Findings } from './findings.js';
import { alarmId, deploymentId, firstPicture } from './ids.js';

/** Which picture an alarm shows, by the id of its card; absent while the card is closed. */
export type Shown = Readonly<Record<string, string>>;

/** What every part of the page needs. */
export interface View {
  readonly report: RehearsalReport;
  readonly label: (deployment: string, name: string) => string;
  readonly shown: Shown;
  /** Opens an alarm's card at the picture of a fault; null closes it. */
  readonly show: (card: string, fault: string | null) => void;
}

export function Page({ report }: { readonly report: RehearsalReport }) {
  const [shown, setShown] = useState<Shown>(() => openAtFirst(report));
  const show = useCallback((card: string, fault: string | null): void => {
    setShown(({ [card]: _was, ...others }) => (fault === null ? others : { ...others, [card]: fault }));
  }, []);
  const view: View = { report, label: alarmLabels(report.alarms), shown, show };
  return (
    <>
      <a class="skip" href="#content">
        Skip to what was found
      </a>
      <Header report={report} />
      <main id="content" tabIndex={-1}>
        <Findings view={view} />
        {report.deployments.map((deployment) => (
          <Deployment key={deployment.path} deployment={deployment} view={view} />
        ))}
        <Assumptions report={report} />
      </main>
      <footer>
        <p>Written by slipway rehearse. What fires here fires in rehearsal; a rehearsal is no proof.</p>
      </footer>
    </>
  );
}

function Header({ report }: { readonly report: RehearsalReport }) {
  const found = foundText(report);
  return (
    <header>
      <h1>Who is told when it breaks</h1>
      <p class="scope">Rehearsal of {scopeText(report)}</p>
      <p class={`verdict ${found === null ? 'good' : 'bad'}`}>{found === null ? 'Nothing found that counts.' : `Found ${found}.`}</p>
      {report.deployments.length > 1 && (
        <nav aria-label="Deployments">
          <ul>
            {report.deployments.map(({ path }) => (
              <li key={path}>
                <a href={`#${deploymentId(report, path)}`}>{path}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
}

/** One card is open from the start, so that a reader sees what there is to see: the first alarm that a fault sets off. */
function openAtFirst({ alarms }: RehearsalReport): Shown {
  const drawn = alarms.filter(({ pictures }) => pictures.length > 0);
  const alarm = drawn.find(({ firesOn }) => firesOn.length > 0) ?? drawn[0];
  return alarm === undefined ? {} : { [alarmId(alarms.indexOf(alarm))]: firstPicture(alarm) };
}
