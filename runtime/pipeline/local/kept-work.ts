import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Json } from '../json.js';
import type { TaskCall } from '../tasks.js';
import type { Lineage } from './lineage.js';
import { doneFile, filesBelow, type RunPlaces } from './run-places.js';

/** What a step other than a query has done. */
export interface WorkDone {
  readonly step: string;
  /** It was done in an earlier try of the same run, asked in the same way. */
  readonly kept: boolean;
  /** What it wrote. */
  readonly files: readonly string[];
}

/** What a step is asked to do. */
export interface Work {
  readonly call: TaskCall;
  /** Where it writes, `s3://…/`. */
  readonly output: string;
  /** Whatever decides what comes out: what it is asked, by which code. */
  readonly asked: unknown;
}

/** Steps that are no queries, done once: a run that goes on under its name keeps what was done and what followed from the same. */
export class KeptWork {
  readonly done: WorkDone[] = [];

  constructor(
    private readonly places: RunPlaces,
    private readonly lineage: Lineage,
  ) {}

  /** @param work does it, in an empty folder; what it answers is kept beside the folder. */
  async keep({ call, output, asked }: Work, work: (folder: string) => Promise<Json>): Promise<Json> {
    const folder = this.places.folderOf(output);
    const file = doneFile(folder);
    const lineage = this.lineage.of(JSON.stringify(asked));
    const before = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly lineage: string; readonly answer: Json })
      : undefined;
    const kept = before?.lineage === lineage;
    let answer = before?.answer ?? null;
    if (!kept) {
      rmSync(file, { force: true });
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      answer = await work(folder);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.part`, JSON.stringify({ lineage, answer }));
      renameSync(`${file}.part`, file);
    }
    this.lineage.note([output], lineage);
    this.done.push({ step: stepOf(call), kept, files: filesBelow(folder).map(({ path }) => path) });
    return answer;
  }
}

/** The step that asks: its states are called `step` and `step: …`. */
export function stepOf({ context: { State: state } }: Pick<TaskCall, 'context'>): string {
  const name = (state as { readonly Name?: unknown } | undefined)?.Name;
  return typeof name === 'string' ? (name.split(': ')[0] ?? '') : '';
}
