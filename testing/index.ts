export { planOf } from './plan-of.js';
export { templateSerializer, type SnapshotPrinter, type SnapshotSerializer } from './template-serializer.js';
