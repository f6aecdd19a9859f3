import type { Place } from '../errors/index.js';

/** A resource as it stands in a template. Values may be intrinsics (`{ Ref: … }`, `{ 'Fn::GetAtt': … }`); rules step over what they cannot know. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
}

/** One template under examination, with where each resource was declared. */
export interface RuleInput {
  readonly template: Template;
  /** Construct path and source line of a logical id, as far as known. */
  readonly placeOf: (logicalId: string) => Place;
  /** Model digests, sizes: what a template cannot say, by logical id of the model. */
  readonly modelBytes?: Readonly<Record<string, number>>;
}

export interface Finding {
  readonly rule: string;
  readonly logicalId: string;
  /** Property path inside the resource, `ProductionVariants.0.InitialVariantWeight`. */
  readonly property?: string;
  /** What was given, what is accepted, what to do next. */
  readonly message: string;
}

/** One rule, one file: a pure function over a template. `error` refuses synthesis, `warning` is said and passes. */
export interface Rule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong, one sentence, for docs/errors.md. */
  readonly when: string;
  readonly remedy: string;
  /** Where the limit or the behaviour is documented. */
  readonly source: string;
  readonly check: (input: RuleInput) => Finding[];
}
