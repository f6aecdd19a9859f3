/** Resource metadata of an AWS::SageMaker::Model: bytes of the model once unpacked, which no property says. */
export const MODEL_BYTES_METADATA = 'slipway:model-bytes';
/** Resource metadata of an AWS::SageMaker::Model: what was measured of it, as `measured.json` of its folder says. */
export const MODEL_MEASURED_METADATA = 'slipway:model-measured';

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

/** What a rule found: which resource, what is wrong with it. */
export interface Problem {
  readonly logicalId: string;
  /** Property path inside the resource, `ProductionVariants.0.InitialVariantWeight`. */
  readonly property?: string;
  /** What was given, what is accepted, what to do next. */
  readonly message: string;
}

/** A problem, and the rule that found it. */
export interface Finding extends Problem {
  readonly rule: string;
  readonly severity: Severity;
}

/** `error` refuses synthesis, `warning` is said and passes. */
export type Severity = 'error' | 'warning';

/** One rule, one file: a pure function over a template. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, one sentence, for docs/errors.md. */
  readonly when: string;
  readonly remedy: string;
  /** Where the limit or the behaviour is documented. */
  readonly source: string;
  readonly check: (template: Template) => Problem[];
}
