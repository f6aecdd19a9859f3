import type { ConvertEvent, FailureEvent, FreshnessEvent, LateEvent, PrepareEvent, PublishEvent } from '../../core/batch/steps.js';
import { convert as makeLines } from './convert.js';
import { fail as failRun } from './fail.js';
import { freshness as lookAtFreshness } from './freshness.js';
import { late as lookForLate } from './late.js';
import { prepare as prepareRun } from './prepare.js';
import { publish as publishRun } from './publish.js';
import { lambdaWorld } from './world.js';

/** The steps of a batch deployment: a function each, with the rights that it needs. */
export const prepare = async (event: PrepareEvent) => prepareRun(event, lambdaWorld(process.env, event.now));
export const convert = async (event: ConvertEvent, context: { readonly getRemainingTimeInMillis: () => number }) =>
  makeLines(event, lambdaWorld(process.env, event.now), () => context.getRemainingTimeInMillis());
export const publish = async (event: PublishEvent) => publishRun(event, lambdaWorld(process.env, event.now));
export const late = async (event: LateEvent) => lookForLate(event, lambdaWorld(process.env, event.now));
export const fail = async (event: FailureEvent) => failRun(event, lambdaWorld(process.env, event.now));
export const freshness = async (event: FreshnessEvent) => lookAtFreshness(lambdaWorld(process.env, event.now));
