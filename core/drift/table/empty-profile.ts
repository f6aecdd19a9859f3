import type { Profile, ProfilePlan } from '../profile/profile.js';
import { ProfileBuilder } from './profile-builder.js';

const made = new WeakMap<ProfilePlan, Profile>();

/** The profile of no rows, by a plan: what others are added to. Made once for each plan, since it takes as long as one of many rows. */
export function emptyProfile(plan: ProfilePlan): Profile {
  const known = made.get(plan);
  if (known !== undefined) return known;
  const empty = new ProfileBuilder(plan).finish('compact');
  made.set(plan, empty);
  return empty;
}
