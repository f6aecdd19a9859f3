import type { RehearsalReport } from '../rehearsal-report.js';

/** Ids are numbers: paths and names are other people's, and an id may hold no space. */
export function deploymentId({ deployments }: RehearsalReport, path: string): string {
  return `deployment-${deployments.findIndex((deployment) => deployment.path === path)}`;
}

export function alarmId(index: number): string {
  return `alarm-${index}`;
}
