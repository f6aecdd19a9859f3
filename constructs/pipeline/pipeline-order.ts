import { throwProblems } from '../../core/errors/index.js';
import { identifier } from '../../core/pipeline/index.js';
import type { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';

/** Every step that the given ones need, each after those whose rows or models it takes. */
export function inOrder(steps: readonly PipelineStep[]): PipelineStep[] {
  const ordered = new Set<PipelineStep>();
  const visit = (step: PipelineStep): void => {
    if (ordered.has(step)) return;
    for (const taken of [...Object.values(step._inputs), ...Object.values(step._artifacts)]) {
      const before = STEP_OF.get(taken);
      if (before !== undefined) visit(before);
    }
    ordered.add(step);
  };
  for (const step of steps) visit(step);
  return [...ordered];
}

/** Refuses steps that a pipeline cannot have beside each other, or whose rows nobody described. */
export function checkSteps(steps: readonly PipelineStep[], path: string): void {
  const names = steps.map(({ name }) => identifier(name));
  throwProblems(
    'pipeline-props',
    [
      ...(steps.length === 0 ? ['a pipeline without steps does nothing; give at least one'] : []),
      ...steps
        .filter(({ name }, index) => names.indexOf(identifier(name)) !== index)
        .map(({ name }) => `two steps are called '${name}' once blanks and capitals are left out; give each a name of its own`),
      ...steps
        .filter(({ _asksAthena: asks }) => asks)
        .flatMap((step) =>
          Object.entries(step._inputs)
            .filter(([, table]) => table.prefix.includes('{date}'))
            .map(
              ([relation, { prefix }]) =>
                `step '${step.name}' reads '${relation}' from ${prefix}, and a table of the catalogue has no day; give the folder above, and a column with the date`,
            ),
        ),
      ...steps
        .filter(({ _asksAthena: asks }) => asks)
        .flatMap((step) =>
          Object.entries(step._inputs)
            .filter(([, table]) => !table._facts.inCatalog)
            .map(
              ([relation, { _facts: facts }]) =>
                `step '${step.name}' reads '${relation}', whose columns are not described; give ${facts.step === undefined ? 'Table.fromBucket the option columns' : `the output of step '${facts.step}' its columns`}`,
            ),
        ),
    ],
    { path },
  );
}
