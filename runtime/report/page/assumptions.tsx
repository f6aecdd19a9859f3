import type { RehearsalReport } from '../rehearsal-report.js';
import { valueText } from '../words.js';

/** What the outcome rests on, what would make it better, and what a rehearsal never shows. */
export function Assumptions({ report }: { readonly report: RehearsalReport }) {
  const { assumptions, asks, notModelled } = report;
  return (
    <section aria-labelledby="rests-on">
      <h2 id="rests-on">What this rests on</h2>
      {asks.length > 0 && (
        <>
          <h3>It would say more if it knew</h3>
          <ul>
            {asks.map(({ deployment, what, how }, index) => (
              <li key={index}>
                {what} of {deployment}: <code>{how}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {assumptions.length > 0 && (
        <div class="scroll" role="group" aria-labelledby="rests-on" tabIndex={0}>
          <table>
            <caption class="for-readers">Figures that the outcome rests on, and where each comes from</caption>
            <thead>
              <tr>
                <th scope="col">figure</th>
                <th scope="col">value</th>
                <th scope="col">how it came about</th>
                <th scope="col">source</th>
              </tr>
            </thead>
            <tbody>
              {assumptions.map((figure, index) => (
                <tr key={index}>
                  <th scope="row">{figure.name}</th>
                  <td class="number">{valueText(figure)}</td>
                  <td>
                    <span class={`basis ${figure.basis}`}>{figure.basis}</span>
                  </td>
                  <td>{figure.source ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {notModelled.length > 0 && <p class="quiet">Not modelled: {notModelled.join(', ')}.</p>}
    </section>
  );
}
