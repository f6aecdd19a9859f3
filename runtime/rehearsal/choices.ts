import { SlipwayError } from '../../core/errors/index.js';
import { FAULTS } from '../faults/catalogue.js';
import type { Fault } from '../faults/fault.js';
import type { ServicePlan } from '../plan.js';
import type { Subject } from './subject.js';

/** The deployments at some paths; all where none is given. */
export function chosenSubjects(subjects: readonly Subject[], paths: readonly string[] | undefined): Subject[] {
  if (paths === undefined || paths.length === 0) return [...subjects];
  const matches =
    (path: string) =>
    (subject: Subject): boolean =>
      subject.path === path || subject.path.startsWith(`${path}/`);
  const unknown = paths.filter((path) => !subjects.some(matches(path)));
  if (unknown.length > 0) {
    throw new SlipwayError(
      'rehearsal-option',
      `there is no deployment at ${unknown.join(', ')}; there are ${subjects.map(({ path }) => path).join(', ') || 'none'}`,
    );
  }
  return subjects.filter((subject) => paths.some((path) => matches(path)(subject)));
}

/** The faults of some names; all where none is given. */
export function chosenFaults(names: readonly string[] | undefined): readonly Fault[] {
  if (names === undefined) return FAULTS;
  const unknown = names.filter((name) => !FAULTS.some((fault) => fault.name === name));
  if (unknown.length > 0) {
    throw new SlipwayError(
      'rehearsal-option',
      `there is no fault ${unknown.join(', ')} that can run; there are ${FAULTS.map(({ name }) => name).join(', ')}`,
    );
  }
  return FAULTS.filter(({ name }) => names.includes(name));
}

/** Refuses a factor of an instance type that no endpoint runs on: it would change nothing, in silence. */
export function refuseUnknownTypes(factors: Readonly<Record<string, number>>, services: readonly ServicePlan[]): void {
  const known = [...new Set(services.flatMap(({ variants }) => variants.flatMap(({ instanceType }) => instanceType ?? [])))];
  const unknown = Object.keys(factors).filter((type) => !known.includes(type));
  if (unknown.length === 0) return;
  throw new SlipwayError(
    'rehearsal-option',
    `a factor is given for ${unknown.join(', ')}, and the endpoints that are played run on ${known.join(', ') || 'none that is known'}`,
  );
}
