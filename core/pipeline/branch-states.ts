import { askStates } from './ask-states.js';
import { tableOf } from './athena-query.js';
import { handOn, rowsOf, timed } from './made.js';
import { madeVariable, ownVariable, tableVariable } from './names.js';
import type { DefinitionSettings, PipelineStepPlan } from './plan.js';
import type { After, State } from './state.js';

/** Rows that go one way where conditions are met, and another way otherwise; what does not go a way is not there. */
export function branchStates(
  step: PipelineStepPlan & { readonly kind: 'branch' },
  settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, checks } = step;
  const [input] = Object.values(step.inputs);
  const readName = `${name}: answer`;
  const { ask, read, failed } = askStates(step, settings, readName);
  const met = `$count(${failed}) = 0`;
  const [table, made] = [tableOf(input), `{ "rows": ${rowsOf(input)} }`];
  const facts = `$merge([$${ownVariable(name)}, { "checks": ${checks.length}, "failed": $count(${failed}), "met": ${met} }])`;
  const handed = handOn(name, { table: `${met} ? ${table} : ""`, facts, began: `$${ownVariable(name)}.startedAt`, made: {} });
  const otherwise = { table: `${met} ? "" : ${table}`, made: `${met} ? null : ${made}` };
  return {
    [name]: ask,
    [readName]: {
      ...read,
      Assign: {
        ...handed.Assign,
        [madeVariable(name)]: `{% ${met} ? ${made} : null %}`,
        [tableVariable(name, 'otherwise')]: `{% ${otherwise.table} %}`,
        [madeVariable(name, 'otherwise')]: `{% ${otherwise.made} %}`,
      },
      Output: `{% { "table": ${met} ? ${table} : "", "facts": ${timed(facts, `$${ownVariable(name)}.startedAt`)}, "made": ${met} ? ${made} : null, "otherwise": { "table": ${otherwise.table}, "made": ${otherwise.made} } } %}`,
      ...after,
    },
  };
}
