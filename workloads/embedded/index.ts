/** `slipway/embedded`: a model inside an application. No server, no network, no CDK. */
export { load } from './load.js';
export type { EmbeddedModel, InputOf, LoadOptions, OutputOf } from './types.js';
export type { Feature, FeatureType, ModelSchema, Output, Value } from '../../core/schema/schema.js';
export { SlipwayError } from '../../core/errors/index.js';
