import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfile } from '../../core/drift/profile/read.js';
import type { Profile } from '../../core/drift/profile/profile.js';
import { SlipwayError } from '../../core/errors/index.js';

/** The file of a baseline's folder that holds its profile. */
const PROFILE_FILE = 'profile.json';

/** Files of a baseline's folder, by name. */
export function baselineFiles(profile: Profile): ReadonlyMap<string, string> {
  return new Map([[PROFILE_FILE, `${JSON.stringify(profile)}\n`]]);
}

export function readBaseline(folder: string): Profile {
  const path = join(folder, PROFILE_FILE);
  if (!existsSync(path)) {
    throw new SlipwayError(
      'profile-invalid',
      `there is no baseline in '${folder}' (no ${PROFILE_FILE}); make one with \`slipway baseline DATA -o ${folder}\``,
    );
  }
  return readProfile(parsed(path), path);
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    // The engine's message quotes the text, which may hold what is nobody's business.
    throw new SlipwayError('profile-invalid', 'it is no JSON; make the baseline again', { source: path }, { cause });
  }
}
