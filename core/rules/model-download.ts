import { needProblems } from './needs.js';
import type { Rule } from './rule.js';

export const modelDownload: Rule = {
  id: 'model-download',
  severity: 'error',
  when: 'a model takes longer to download than the variant waits for it',
  remedy: 'give ModelDataDownloadTimeoutInSeconds more, or a smaller model',
  source: 'botocore 1.43.107, ProductionVariant; 100 MiB/s are assumed',
  check: (template) => needProblems(template, 'download', 'give ModelDataDownloadTimeoutInSeconds more, or a smaller model'),
};
