import type { ErrorEntry } from '../entry.js';

/** Thrown by constructs at synthesis. */
export const CONSTRUCT_ERRORS = {
  'pipeline-step': {
    blame: 'you',
    when: 'a step of a data pipeline, or what it takes, cannot be as it was given',
    remedy: 'give what the message names',
  },
  'pipeline-props': {
    blame: 'you',
    when: 'a data pipeline is given steps or options that do not go together',
    remedy: 'change what the message names',
  },
  'table-of-a-step': {
    blame: 'you',
    when: 'rows that a step gives are used where a table of a bucket is needed',
    remedy: 'give Table.fromBucket or Table.fromCatalog there',
  },
  'drift-monitor': {
    blame: 'you',
    when: 'a drift monitor has nothing to read, nothing to compare with, or a cadence that does not fit into an hour',
    remedy: 'give what the message names: records, a baseline of this model, a cadence from 5 to 60 minutes that divides an hour',
  },
  'model-folder': {
    blame: 'you',
    when: 'a model folder is missing or incomplete',
    remedy: 'give a folder that holds the model, or the file alone: ONNX, XGBoost or LightGBM',
  },
  'not-ready': {
    blame: 'you',
    when: 'an environment demands more of a model than its folder shows',
    remedy: 'add what the message lists (docs/readiness.md), or say Readiness.notDemanded with the reason',
  },
  release: {
    blame: 'you',
    when: 'a release bakes too long or too short, moves a part that SageMaker does not take, or has no guardrails where some are asked for',
    remedy: 'give a size and a bake inside the range that the message names',
  },
  'readiness-demand': {
    blame: 'you',
    when: 'a demand on readiness can never be met',
    remedy: 'give a number for each metric',
  },
  'instance-type': {
    blame: 'you',
    when: 'an instance type is not spelled as SageMaker does',
    remedy: 'write ml.<family>.<size>, for example ml.m5.large',
  },
  'environment-incomplete': {
    blame: 'you',
    when: 'an environment lacks an account or a region, or contradicts itself',
    remedy: 'complete it as the message says',
  },
  'environment-unknown': {
    blame: 'you',
    when: '-c env= names an environment that is not declared',
    remedy: 'give one of the names that the message lists, or leave it out for all',
  },
  'model-prefix': {
    blame: 'you',
    when: 'a model in S3 is neither an archive nor a prefix, or a prefix is given where only an archive is taken',
    remedy: 'give the key of a tar.gz, or end a prefix with a slash',
  },
  'model-package': {
    blame: 'you',
    when: 'a version of the model registry, its group or its card is not one that SageMaker takes',
    remedy: 'correct it as the message says; a version is arn:aws:sagemaker:<region>:<account>:model-package/<group>/<version>',
  },
  'model-card': {
    blame: 'you',
    when: 'a model has no card.json to declare, or one that SageMaker would refuse',
    remedy: 'write one with slipway card, or correct the fields that the message lists (docs/readiness.md)',
  },
  'models-in-series': {
    blame: 'you',
    when: 'too few or too many models are in series, or the hosting mode cannot take a series',
    remedy: 'give 2 to 15 models, hosted real-time or in batch',
  },
  'no-stage': {
    blame: 'you',
    when: 'a model is declared outside every App and Stage',
    remedy: 'put its stack into an App',
  },
  'assets-missing': {
    blame: 'you',
    when: 'the workloads that travel with this package are not there',
    remedy: 'run npm run build in a clone, or install the package again',
  },
  'image-folder': {
    blame: 'you',
    when: 'the folder of an image holds no Dockerfile',
    remedy: 'give a folder that holds one',
  },
  'image-dlc': {
    blame: 'you',
    when: "a repository is not among AWS's deep-learning containers",
    remedy: 'give ServingImage.fromEcr with the repository',
  },
  'stand-in': {
    blame: 'you',
    when: 'a stand-in is empty or its model is not there',
    remedy: 'give a command, or a path that exists',
  },
  'reason-missing': {
    blame: 'you',
    when: 'something is switched off without a reason',
    remedy: 'say why in one sentence',
  },
  capacity: {
    blame: 'you',
    when: 'a number of instances, or the bounds or target of autoscaling, is not accepted',
    remedy: 'give whole numbers from 1, the maximum no less than the minimum',
  },
  traffic: {
    blame: 'you',
    when: 'promised traffic is 0 or less',
    remedy: 'give more than 0, or leave traffic out',
  },
  promise: {
    blame: 'you',
    when: 'a promise can never be kept',
    remedy: 'give a time above 0',
  },
  'capture-percent': {
    blame: 'you',
    when: 'a share of requests to capture is outside 0 to 100',
    remedy: 'give a percentage',
  },
  'endpoint-props': {
    blame: 'you',
    when: 'variants, name or network of an endpoint are not accepted',
    remedy: 'correct what the message lists',
  },
  'metric-unpublished': {
    blame: 'you',
    when: 'a metric is asked for that the hosting mode does not publish, or not with these dimensions',
    remedy: 'choose one of those that the message lists',
  },
  'metric-statistic': {
    blame: 'you',
    when: 'a statistic is asked for that CloudWatch does not hold for this metric',
    remedy: 'choose one of those that the message lists',
  },
  'alarm-variant': {
    blame: 'you',
    when: 'an alarm does not say which of several variants it watches, or names one that is not there',
    remedy: 'give variantName',
  },
  'alarm-percentile': {
    blame: 'you',
    when: 'a percentile is outside what can be watched',
    remedy: 'give one above 50 and below 100',
  },
  'alarm-rate': {
    blame: 'you',
    when: 'an error rate can never be exceeded, or always is',
    remedy: 'give a rate from 0 and below 1',
  },
  'alarm-percent': {
    blame: 'you',
    when: 'a share of what there is is outside 0 to 100',
    remedy: 'give a percentage above 0 and below 100',
  },
  'alarm-silence': {
    blame: 'you',
    when: 'a time of silence cannot be watched',
    remedy: 'give whole minutes, one minute to a day',
  },
  'alarm-instance': {
    blame: 'you',
    when: 'an alarm depends on the instances, and they are not known',
    remedy: 'give the instance type or the number',
  },
  'batch-props': {
    blame: 'you',
    when: 'an option of a batch deployment is out of its range, or two of them exclude each other',
    remedy: 'the message says what is accepted',
  },
  'local-time': {
    blame: 'you',
    when: 'a time of day is not written as hours and minutes',
    remedy: "give it as '06:00'",
  },
  'table-prefix': {
    blame: 'you',
    when: 'the prefix of a table does not end in a slash, or begins with one',
    remedy: "give a prefix such as 'in/', so that it does not also take 'in2/'",
  },
} as const satisfies Record<string, ErrorEntry>;
