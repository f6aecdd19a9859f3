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
export { causeText } from './cause.js';
export { costOfRun, type RunCost, type StepCost } from './cost.js';
export { pipelineDefinition } from './definition.js';
export { BAD_ENDS, failureDefinition } from './failure-definition.js';
export { FAILURE_FILE, RECORD_FILE, type InputFacts, type PipelineRecord, type StepFacts } from './record.js';
export { identifier } from './names.js';
export {
  levelsOf,
  type DefinitionSettings,
  type InputRows,
  type HandedOn,
  type JobPlan,
  type JobResources,
  type LocalCommand,
  type MapPlan,
  type PassedOn,
  type PipelineStepPlan,
  type RetryPlan,
  type StepModel,
  type TableSource,
  type WrittenRows,
} from './plan.js';
export { ML_FOLDERS } from './job.js';
export { REGISTRY } from './registration-states.js';
export { PIPELINE_ENTRY_VERSION, PIPELINE_METADATA, type PipelineEntry, type PipelineEntryStep, type PipelineTable } from './entry.js';
export { athenaType, hiveType } from './hive.js';
