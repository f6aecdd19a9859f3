export {
  checkStatement,
  completeCheck,
  freshCheck,
  rangeCheck,
  rowsCheck,
  uniqueCheck,
  valuesCheck,
  type DataCheck,
} from './data-check.js';
export { MOST_QUERY_CHARACTERS } from './athena-query.js';
export { pipelineDefinition } from './definition.js';
export { identifier } from './names.js';
export { levelsOf, type DefinitionSettings, type InputRows, type PipelineStepPlan } from './plan.js';
export { PIPELINE_ENTRY_VERSION, PIPELINE_METADATA, type PipelineEntry, type PipelineTable } from './entry.js';
export { hiveType } from './hive.js';
