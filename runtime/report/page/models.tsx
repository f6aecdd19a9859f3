import { modelText, OUTCOME_WORDS } from '../model-text.js';
import type { KnownFaultReport, ModelReport } from '../rehearsal-report.js';
import { modelCounts } from '../words.js';

/** What each model answers its known faults and golden rows. */
export function Models({ id, models }: { readonly id: string; readonly models: readonly ModelReport[] }) {
  if (models.length === 0) return null;
  return (
    <>
      <h3 id={`${id}-models`}>Known faults and golden rows</h3>
      {models.map((model) => (
        <Model key={model.variant} model={model} several={models.length > 1} />
      ))}
    </>
  );
}

const TONES: Readonly<Record<KnownFaultReport['outcome'], string>> = {
  there: 'harmless',
  gone: 'seen',
  otherwise: 'blind',
  unanswered: 'blind',
};

function Model({ model, several }: { readonly model: ModelReport; readonly several: boolean }) {
  const { variant, knownFaults, goldenDifferent, accepted, reason } = model;
  const tone = modelCounts(model) ? 'bad' : reason === null ? 'good' : 'warn';
  return (
    <>
      <p>
        {several && <code>{variant}</code>} <span class={`said ${tone}`}>{modelText(model)}</span>
        {accepted !== null && goldenDifferent.length > 0 && ` (accepted: ${accepted})`}
      </p>
      {goldenDifferent.length > 0 && (
        <ul>
          {goldenDifferent.map(({ line, what }, index) => (
            <li key={index}>
              <code>samples/golden.jsonl:{line}</code> {what}
            </li>
          ))}
        </ul>
      )}
      {knownFaults.length > 0 && (
        <details class="values" open={knownFaults.some(({ outcome }) => outcome !== 'there')}>
          <summary>The known faults, run again</summary>
          <div class="scroll" role="group" aria-label={`Known faults of ${variant}`} tabIndex={0}>
            <table class="updates">
              <caption class="for-readers">Each row is a fault that is written down, and what the model answers now</caption>
              <thead>
                <tr>
                  <th scope="col">line</th>
                  <th scope="col">now</th>
                  <th scope="col">it says</th>
                  <th scope="col">it said</th>
                  <th scope="col">it should say</th>
                  <th scope="col">why it gets it wrong</th>
                </tr>
              </thead>
              <tbody>
                {knownFaults.map((fault) => (
                  <tr key={fault.line}>
                    <th scope="row">{fault.line}</th>
                    <td>
                      <span class={`status ${TONES[fault.outcome]}`}>{OUTCOME_WORDS[fault.outcome]}</span>
                    </td>
                    <td>{fault.now}</td>
                    <td>{fault.given}</td>
                    <td>{fault.expected}</td>
                    <td>
                      <small>{fault.because}</small>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </>
  );
}
