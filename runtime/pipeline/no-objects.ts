import type { ItemStore } from './flow.js';

/** A store for state machines that read and write no objects: there are none, and nothing can be written. */
export const NO_OBJECTS: ItemStore = {
  read: async (bucket, key) => Promise.reject(new NoObject(`s3://${bucket}/${key} is not there`)),
  list: async () => [],
  write: async (bucket, key) => Promise.reject(new NoObject(`s3://${bucket}/${key} cannot be written: there is no place for objects`)),
};

class NoObject extends Error {}
