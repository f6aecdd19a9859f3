import type { ErrorEntry } from '../entry.js';

/** Thrown by the monitor where it runs: in the account, or on a laptop that plays it. */
export const MONITOR_ERRORS = {
  'monitor-settings': {
    blame: 'you',
    when: 'the monitor is started without what it has to know, or with what it cannot use',
    remedy: 'set the environment variables that the message names; the construct DriftMonitor sets them all',
  },
  'monitor-event': {
    blame: 'you',
    when: 'the monitor is called with an event that is none of its own',
    remedy: 'call it with a task (integrity, distribution or quality) and a time, as the schedules of DriftMonitor do',
  },
  'monitor-access': {
    blame: 'you',
    when: 'the monitor may not read or write what it needs, or it is not there',
    remedy: 'give its role the permission that the message names, or put the object there',
  },
  'monitor-record': {
    blame: 'you',
    when: 'a stored result is not what the monitor wrote',
    remedy: 'delete the object that the message names; the window is then read again from the records',
  },
  'monitor-table': {
    blame: 'you',
    when: 'the table that another engine counts has no row of a day on which requests were captured',
    remedy: 'load what the day lacks, such as a partition; the day is judged with the next run, for three days',
  },
} as const satisfies Record<string, ErrorEntry>;
