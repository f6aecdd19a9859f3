import { checkFilesOf } from '../measuring/check-files.js';
import type { Profile } from '../measuring/profile.js';
import type { ServicePlan, VariantPlan } from '../plan.js';
import type { ModelReport } from '../report/rehearsal-report.js';
import type { Accepted } from './accepted.js';
import { profileOf } from './measure-services.js';

/** What a model that does not answer its golden rows is accepted by, beside faults. */
export const GOLDEN_ROWS = 'golden-rows';

/** What the models of a service answered the rows that travel with them; those that have none are left out. */
export function modelReports(service: ServicePlan, profile: Profile, accepted: Accepted): ModelReport[] {
  return service.variants.flatMap((variant) => modelReport(service, variant, profile, accepted));
}

function modelReport(service: ServicePlan, variant: VariantPlan, profile: Profile, accepted: Accepted): ModelReport[] {
  const files = checkFilesOf(variant);
  if (files === undefined) return [];
  const { basis, checks } = profileOf(profile, service, variant, undefined);
  const report = { deployment: service.path, variant: variant.name, accepted: accepted.blindSpot(service.path, GOLDEN_ROWS) };
  const unknown = (reason: string): ModelReport[] => [{ ...report, reason, knownFaults: [], goldenRows: 0, goldenDifferent: [] }];
  if (basis === 'declared') return unknown('a stub answers everything alike');
  if (checks === undefined) return unknown('the profile was measured without them; measure again');
  if (checks.digest !== files.digest)
    return unknown('its known faults or golden rows have changed since the profile was measured; measure again');
  const { knownFaults, golden } = checks;
  return [{ ...report, reason: null, knownFaults, goldenRows: golden.rows, goldenDifferent: golden.different }];
}
