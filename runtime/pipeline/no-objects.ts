import type { ItemStore } from './flow.js';

/** A store for state machines that read and write no objects: there are none, and nothing can be written. */
export const NO_OBJECTS: ItemStore = {
  read: async (bucket, key) => Promise.reject(new NoObject(`s3://${bucket}/${key} is not there`)),
  list: async () => [],
  write: async (bucket, key) => Promise.reject(new NoObject(`s3://${bucket}/${key} cannot be written: there is no place for objects`)),
};

/** The same where results of calls that nobody makes may be written: as a rehearsal plays a distributed Map, whose time and counts were measured. */
export const NOTHING_LISTED: ItemStore = { ...NO_OBJECTS, write: async () => undefined };

class NoObject extends Error {}
