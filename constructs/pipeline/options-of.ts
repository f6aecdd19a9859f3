import type { PipelineOptions } from './data-pipeline-props.js';

const OPTIONS: { readonly [option in keyof Required<PipelineOptions>]: true } = {
  schedule: true,
  triggers: true,
  overlap: true,
  expectedRuntime: true,
  inputWithin: true,
  maxRuntime: true,
  bucket: true,
  keep: true,
  maxBytesPerQuery: true,
  notify: true,
  runbook: true,
  removalPolicy: true,
};

/** What of the props is the pipeline's. What is given as undefined would take the place of a default. */
export function optionsOf(props: PipelineOptions): PipelineOptions {
  return Object.fromEntries(Object.entries(props).filter(([name, value]) => name in OPTIONS && value !== undefined));
}
