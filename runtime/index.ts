export { readPlan } from './assembly/read-plan.js';
export { synthesize, type SynthesisOptions } from './assembly/synthesize.js';
export { scoreFiles } from './batch/score-files.js';
export { BATCH_DEFAULTS, type BatchProgress, type BatchResult, type ScoreFilesOptions } from './batch/score-options.js';
export type { HeaderChoice } from './batch/layout.js';
export { reasonInCells, reasonInValue } from '../core/batch/marker.js';
export { readTransformRequest, transformEnvironment, type TransformJob, type TransformRequest } from './platform/transform/request.js';
export { folderObjects, type ObjectStore, type ObjectUpload, type StoredObject } from './platform/transform/objects.js';
export { runTransformJob, type TransformResult, type TransformSurroundings } from './platform/transform/run-transform.js';
export type { TransformedObject, TransformProblem, TransformSettings } from './platform/transform/transform-object.js';
export type { TransformAssumptions, UsedAssumption } from './platform/transform/assumptions.js';
export { startOwnServer, type OwnServerOptions } from './platform/own-server.js';
export type { Container } from './platform/container.js';
export { SYSTEM_CLOCK, SteppingClock, type Clock } from './clock.js';
export { compareTable, driftDocument, type DriftDocument, type DriftResult, type StoredDays } from './drift/compare-table.js';
export { dayIn } from './drift/days/day-folder.js';
export { daysDocument, daysSentence } from './drift/days/days-texts.js';
export { measureFalseAlarms, watchDays, type DaysResult, type FalseAlarmsResult } from './drift/days/watch-days.js';
export { renderDaysPage } from './drift/page/render-days-page.js';
export { renderDriftPage, type ComparedPlaces } from './drift/page/render-page.js';
export { athenaStatement, type StatementOptions } from './drift/counted-elsewhere.js';
export { OPTIONAL_FILES } from './drift/baseline-folder.js';
export { makeBaseline, type Baseline, type BaselineOptions } from './drift/make-baseline.js';
export { SILENT, type Host, type Message } from './host.js';
export type { RowBody } from './measuring/captured.js';
export { readSamples } from './measuring/read-samples.js';
export { profileText, readProfile, type Profile } from './measuring/profile.js';
export { MetricStore } from './observing/metric-store.js';
export type {
  Allowance,
  AlarmDeclaration,
  CapturePlan,
  ContainerPlan,
  Plan,
  Refusal,
  ServicePlan,
  StackPlan,
  VariantPlan,
} from './plan.js';
export { measuredText } from './planning/measured-file.js';
export { measureModel, type MeasureModelOptions, type ModelMeasurement } from './planning/measure-model.js';
export { planModel, type ModelPlan, type PlanModelOptions } from './planning/plan-model.js';
export { readPrices } from './planning/prices.js';
export type { Option as PlannedOption, Prices, Workload } from '../core/planning/workload.js';
export { shadow, type ShadowOptions } from './shadow/shadow.js';
export type { DifferingRow, KnownFaults, ModelFigures, ShadowComparison, ShadowReport } from './shadow/shadow-report.js';
export { openPlatform, type Platform, type PlatformOptions } from './platform/platform.js';
export { startServerProcess, type Ready, type ServerProcess, type ServerProcessOptions } from './platform/server-process.js';
export { metricsShown, qualitySentence } from './quality/quality-texts.js';
export { renderQualityPage } from './quality/page/render-quality-page.js';
export { watchQuality, type QualityOptions, type QualityResult } from './quality/watch-quality.js';
export { modelCard, type ModelCardOptions, type ModelCardResult, type ProposedFault } from './quality/model-card.js';
export type { ModelEvaluation } from '../core/quality/evaluation.js';
export type { Estimate } from '../core/quality/interval.js';
export { seeded, type Random } from './random.js';
export { latenciesFrom } from './measuring/latencies-from.js';
export { measureServices, type MeasuringOptions } from './rehearsal/measure-services.js';
export type { RehearsalOptions } from './rehearsal/options.js';
export { rehearse } from './rehearsal/rehearse.js';
export { isPlayable } from './rehearsal/runs/runs-part.js';
export { summarize, type SummaryInput } from './report/summarize.js';
export type { AlarmRow, LatencyRow, MetricRow, RunSummary } from './report/run-summary.js';
export { callEndpoint, type Answer, type CallOptions } from './traffic/sdk-caller.js';
export { readLabelledRows, type LabelledRows } from './traffic/labelled-rows.js';
export { endText, harmedText, outcomeText } from './report/update-text.js';
export { changedFaults, faultSentence, modelText } from './report/model-text.js';
export { renderDocument } from './report/document.js';
export {
  alarmFindings,
  alarmSentence,
  foundText,
  isPlayed,
  notRun,
  orderedSpots,
  scopeText,
  spotSentence,
  unwatched,
} from './report/findings.js';
export { renderJunit } from './report/junit.js';
export { renderPage, type PageCode } from './report/render-page.js';
export { writeReport } from './report/write-report.js';
export type { Evidence, EvidenceContainer, EvidenceDeployment, EvidenceVariant, Promotion } from './report/evidence.js';
export { refuseForeign, writeEvidence } from './report/write-evidence.js';
export { verdictOf, type RehearsalVerdict } from './report/verdict.js';
export { alarmLabels } from './report/labels.js';
export { TROUBLES } from './report/rehearsal-report.js';
export type {
  AlarmPicture,
  AlarmReport,
  AlarmVerdict,
  Basis,
  BlindSpot,
  DeploymentReport,
  FaultReport,
  FaultStatus,
  Figure,
  HealthyDays,
  KnownFaultReport,
  ModelReport,
  RehearsalReport,
  Severity,
  Trouble,
  UpdateOutcome,
  UpdatePicture,
  UpdateReport,
} from './report/rehearsal-report.js';
export {
  countsAgainst,
  countText,
  figureText,
  harmText,
  minutesText,
  modelCounts,
  plural,
  spotCounts,
  STATUS_WORDS,
  updateCounts,
  valueText,
  VERDICT_WORDS,
} from './report/words.js';
export { backtest, BACKTEST_DEFAULTS, type BacktestOptions } from './cloud/backtest.js';
export type { Backtest, BacktestedAlarm } from './cloud/backtest-report.js';
export { metricsCsv, readMetricsCsv } from './cloud/metrics-csv.js';
export { compare, COMPARE_DEFAULTS, type CompareOptions } from './cloud/compare.js';
export { differing, type ComparedAlarm, type Comparison } from './cloud/comparison.js';
export { status, type StatusOptions } from './cloud/status/status.js';
export { alarmLabel } from './cloud/status/alarm-label.js';
export {
  allFindings,
  isWrong,
  type AlarmStatus,
  type ContainerView,
  type DeploymentStatus,
  type Finding,
  type ServedVariant,
  type StackStatus,
  type Status,
  type VariantView,
} from './cloud/status/report.js';
export { adopt, type Adopted, type AdoptOptions } from './cloud/adopt/adopt.js';
export { verify, VERIFY_DEFAULTS, type VerifyOptions } from './cloud/verify/verify.js';
export {
  isFailed,
  isHeard,
  type ActionCheck,
  type GoldenCheck,
  type Verification,
  type VerifiedDeployment,
} from './cloud/verify/report.js';
export { backfill, type BackfillOptions } from './cloud/backfill/backfill.js';
export { isIncomplete, type Backfill, type BackfilledDay, type DayAnswer } from './cloud/backfill/report.js';
export { diff, type DiffOptions } from './cloud/diff/diff.js';
export { isRisky, type Change, type DeploymentDiff, type ModelDiff, type ResourceChange } from './cloud/diff/report.js';

export { checkDefinition } from './pipeline/check/check-definition.js';
export { SimulatedClock, WALL_CLOCK, type PipelineClock } from './pipeline/clock.js';
export { execute, type ExecutionOptions, type ExecutionResult, type ExecutionStatus, type ResumePoint } from './pipeline/execution.js';
export type { ItemStore, StateProgress } from './pipeline/flow.js';
export type { HistoryEvent } from './pipeline/history.js';
export type { Json, JsonObject } from './pipeline/json.js';
export { JsonataEvaluator } from './pipeline/jsonata/evaluator.js';
export type { FunctionSpec } from './pipeline/lambda/function-spec.js';
export type { FunctionOutcome } from './pipeline/lambda/instance.js';
export { lambdaTasks } from './pipeline/lambda/lambda-tasks.js';
export { FunctionRunner } from './pipeline/lambda/runner.js';
export { NO_OBJECTS } from './pipeline/no-objects.js';
export { StateFailure } from './pipeline/state-failure.js';
export { TaskTokens } from './pipeline/task-tokens.js';
export type { TaskCall, TaskHandler, TaskRegistry, WaitPattern } from './pipeline/tasks.js';

export {
  SqlEngine,
  checkSql,
  runSql,
  runSqlToFile,
  type SqlFiles,
  type SqlResult,
  type SqlText,
  type TrinoValue,
} from './pipeline/sql/index.js';
export { playBatchJob, type BatchPlayOptions, type BatchPlayResult, type PublishedMetric } from './pipeline/declared/play-batch-job.js';
export type { BatchJobPlan } from './pipeline/declared/batch-job-plan.js';
export { chosenJob } from './pipeline/declared/chosen-job.js';
export { readBatchJobs } from './pipeline/declared/read-batch-jobs.js';
export { S3Server } from './pipeline/s3/s3-server.js';
export { dayAt, daysBetween, placeInput, type DayOfRun } from './pipeline/declared/run-days.js';
export type { PipelinePlan } from './pipeline/local/pipeline-plan.js';
export { readPipelines } from './pipeline/local/read-pipelines.js';
export { writeRunReport } from './pipeline/report/write-run-report.js';
export type { Approve } from './pipeline/local/ask-people.js';
export { runPipeline, type PipelineRun, type RunOptions, type StepRun } from './pipeline/local/run-pipeline.js';
