import type { AlarmReport, RehearsalReport } from '../rehearsal-report.js';

/** Ids are numbers: paths and names are other people's, and an id may hold no space. */
export function deploymentId({ deployments }: RehearsalReport, path: string): string {
  return `deployment-${deployments.findIndex((deployment) => deployment.path === path)}`;
}

export function alarmId(index: number): string {
  return `alarm-${index}`;
}

/** The picture that says most of an alarm: of the first fault that sets it off, else of any fault, else of a healthy day; '' without any. */
export function firstPicture({ pictures, firesOn }: AlarmReport): string {
  const drawn = pictures.map(({ fault }) => fault);
  const [on] = firesOn.map(({ fault }) => fault).filter((fault) => drawn.includes(fault));
  return on ?? drawn.find((fault) => fault !== 'healthy') ?? drawn[0] ?? '';
}
