/** What of batch transform nobody outside AWS has confirmed, as options; each has what is taken unless told otherwise. */
export interface TransformAssumptions {
  /**
   * Where AssembleWith Line puts line ends: after each answer that does not end with one, or after each answer, as AWS's Python SDK does in its
   * local mode. Default `where-missing`.
   */
  readonly lineEnds: 'where-missing' | 'each-answer';
  /** Whether `$[1:4]` takes column 4 too: the Developer Guide says so, the library that it links to does not. Default `inclusive`. */
  readonly sliceEnd: 'inclusive' | 'exclusive';
  /** Whether a name in a JSONPath may hold an underscore: CreateTransformJob refused it in 2022. Default `refused`. */
  readonly underscores: 'refused' | 'accepted';
  /** Whether `$[0,5:]` is accepted: the API's documentation lists it, the service refused it. Default `refused`. */
  readonly mixedSubscripts: 'refused' | 'accepted';
  /** What becomes of objects without bytes whose key ends in a slash, which consoles make of folders. Default `skipped`. */
  readonly folderObjects: 'skipped' | 'sent';
  /** Which failures are asked again: every one, or server errors and no answer. Default `all`. */
  readonly retried: 'all' | 'server-errors';
  /** Whether the outputs of objects that were done when a job is stopped stay. Default `removed`. */
  readonly stopped: 'removed' | 'kept';
}

export const TRANSFORM_ASSUMPTIONS: TransformAssumptions = Object.freeze({
  lineEnds: 'where-missing',
  sliceEnd: 'inclusive',
  underscores: 'refused',
  mixedSubscripts: 'refused',
  folderObjects: 'skipped',
  retried: 'all',
  stopped: 'removed',
});

/** An assumption that a job's result rests on. */
export interface UsedAssumption {
  readonly id: keyof TransformAssumptions | 'outputFolder' | 'failureReason';
  readonly taken: string;
  readonly because: string;
}

const BECAUSE: Readonly<Record<UsedAssumption['id'], string>> = {
  lineEnds:
    "API reference, TransformOutput.AssembleWith: a newline after every record; sagemaker-python-sdk's local mode: one after every answer",
  sliceEnd:
    'Developer Guide, batch-transform-data-processing: the end of a range is taken too; in Jayway JsonPath, to which it links, it is not',
  underscores: 'aws/aws-sdk#184: refused by CreateTransformJob in 2022; nothing newer is known',
  mixedSubscripts: 'aws/sagemaker-python-sdk#1112: refused by the service; listed as an example by the API reference',
  folderObjects: 'nothing is documented',
  retried: 'API reference, ModelClientConfig: failing invocations, without which they are',
  stopped: 'API reference, StopTransformJob: the output is not stored; nothing is said of objects that were done',
  outputFolder:
    'API reference, TransformOutput.S3OutputPath, whose example is at odds with itself; here the path below the last slash of the prefix',
  failureReason: 'the texts of FailureReason are not documented',
};

/** Notes what of the unconfirmed a job came across. */
export class AssumptionLog {
  private readonly used = new Map<UsedAssumption['id'], UsedAssumption>();

  constructor(readonly taken: TransformAssumptions) {}

  /** What is taken for an option, noted. */
  take<K extends keyof TransformAssumptions>(id: K): TransformAssumptions[K] {
    this.note(id, this.taken[id]);
    return this.taken[id];
  }

  note(id: UsedAssumption['id'], taken: string): void {
    this.used.set(id, { id, taken, because: BECAUSE[id] });
  }

  list(): UsedAssumption[] {
    return [...this.used.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
}
