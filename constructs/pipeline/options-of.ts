import type { PipelineOptions } from './data-pipeline-props.js';

/** What of the props is the pipeline's. */
export function optionsOf(props: PipelineOptions): PipelineOptions {
  const {
    schedule,
    triggers,
    overlap,
    expectedRuntime,
    inputWithin,
    maxRuntime,
    bucket,
    keep,
    maxBytesPerQuery,
    notify,
    runbook,
    removalPolicy,
  } = props;
  const given = {
    schedule,
    triggers,
    overlap,
    expectedRuntime,
    inputWithin,
    maxRuntime,
    bucket,
    keep,
    maxBytesPerQuery,
    notify,
    runbook,
    removalPolicy,
  };
  // What is given as undefined would take the place of a default.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
