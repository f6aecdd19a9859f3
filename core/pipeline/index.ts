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
export {
  MOST_QUERY_CHARACTERS,
  identifier,
  levelsOf,
  pipelineDefinition,
  type DefinitionSettings,
  type InputRows,
  type PipelineStepPlan,
} from './definition.js';
export { PIPELINE_ENTRY_VERSION, PIPELINE_METADATA, type PipelineEntry, type PipelineTable } from './entry.js';
export { hiveType } from './hive.js';
