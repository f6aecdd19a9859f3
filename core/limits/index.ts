export {
  ALARM_LIMITS,
  CAPTURE_LIMITS,
  COMPOSITE_LIMITS,
  CONTAINER_LIMITS,
  ENDPOINT_LIMITS,
  RUNTIME_LIMITS,
  SERVERLESS_LIMITS,
  TRANSFORM_LIMITS,
} from './limits.js';
export { instanceFacts, knownInstances, type InstanceFacts } from './instances.js';
export { MODE_LIMITS, type ModeLimits } from './modes.js';
export { RELEASE_LIMITS } from './releases.js';
export { SCALING_LIMITS } from './scaling.js';
