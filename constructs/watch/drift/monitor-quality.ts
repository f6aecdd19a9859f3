import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { MONITOR_VARIABLES, type QualityDeclaration } from '../../../core/drift/monitor/settings.js';
import { throwProblems } from '../../../core/errors/index.js';
import { kindOfBars, QUALITY_METRICS } from '../../../core/quality/cohorts/metric-kinds.js';
import type { QualityOptions } from './drift-monitor-props.js';

const METRICS: readonly string[] = [...QUALITY_METRICS.classification, ...QUALITY_METRICS.regression];

/** What was asked for, and what follows from the model. */
export interface WatchedQuality {
  readonly options: QualityOptions;
  readonly declaration: QualityDeclaration;
}

/** Checks what was asked for: a bar that is never reckoned, or labels that no answer waits for, would be silent for ever. */
export function watchedQuality(options: QualityOptions, { baseline, outputs }: MonitorDocument, path: string): WatchedQuality {
  const { delay, labelledShare = 1, atLeast, groups = [] } = options;
  const segments = options.segments ?? [...new Set(baseline.segments.map(({ feature }) => feature))];
  const unknown = Object.keys(atLeast).filter((name) => !METRICS.includes(name));
  const strange = [...segments, ...groups].filter((name) => !baseline.inputs.includes(name));
  const hours = delay.toHours({ integral: false });
  throwProblems(
    'drift-monitor',
    [
      ...(outputs.length > 0
        ? []
        : ['quality needs to know what the model answers; put a schema.json with its outputs into the folder of the model']),
      ...(Object.keys(atLeast).length > 0 ? [] : ['quality has no bar; give atLeast, as in { roc_auc: 0.9 }']),
      ...(unknown.length === 0 ? [] : [`quality has a bar for ${unknown.join(', ')}; give one for some of ${METRICS.join(', ')}`]),
      ...(unknown.length > 0 || Object.keys(atLeast).length === 0 || kindOfBars(atLeast) !== undefined
        ? []
        : [
            `quality has bars for ${Object.keys(atLeast).join(', ')}; a model answers classes or values, so give some of ` +
              `${QUALITY_METRICS.classification.join(', ')}, or some of ${QUALITY_METRICS.regression.join(', ')}`,
          ]),
      ...(Number.isInteger(hours) ? [] : [`the delay of labels is ${hours} hours; give whole hours`]),
      ...(labelledShare > 0 && labelledShare <= 1 ? [] : [`labelledShare is ${labelledShare}; give a share above 0 and at most 1`]),
      ...(strange.length === 0 ? [] : [`the model takes no ${strange.join(', ')}; segments and groups are features`]),
    ],
    { path },
  );
  return { options, declaration: { delayHours: hours, labelledShare, atLeast, segments, groups } };
}

/** What the function has to know of it. */
export function qualityEnvironment({ options: { labels, labelsPrefix = '' }, declaration }: WatchedQuality): Record<string, string> {
  return {
    [MONITOR_VARIABLES.labels]: labels.s3UrlForObject(labelsPrefix),
    [MONITOR_VARIABLES.quality]: JSON.stringify(declaration),
  };
}
