import { SlipwayError } from '../../../core/errors/index.js';
import type { BatchJobPlan } from './batch-job-plan.js';

/**
 * A batch deployment by its path, or by a part of it that means one alone.
 *
 * @param what it is not, where there is none
 */
export function chosenJob(jobs: readonly BatchJobPlan[], wanted: string, what = 'no batch deployment of the app'): BatchJobPlan {
  const exact = jobs.filter(({ path }) => path === wanted);
  const found = exact.length > 0 ? exact : jobs.filter(({ path }) => `/${path}/`.includes(`/${wanted}/`));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const known = jobs.map(({ path }) => path).join(', ');
  throw new SlipwayError(
    'batch-unknown',
    only === undefined
      ? `'${wanted}' is ${what}; ${known === '' ? 'the app declares none' : `it declares ${known}`}`
      : `'${wanted}' means ${found.map(({ path }) => path).join(' and ')}; give more of the path`,
  );
}
