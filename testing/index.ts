export { planOf } from './plan-of.js';
export { templateSerializer, type SnapshotSerializer } from './template-serializer.js';
