import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { PipelineTable } from '../../../core/pipeline/index.js';
import type { SqlEngine } from '../sql/index.js';

/** Beside the rows of a query: the statement that gave them. */
export const STATEMENT = 'statement.sql';

/** What SageMaker packs a model into, and the folder that it is here. */
export const MODEL_ARCHIVE = 'model.tar.gz';
export const MODEL_FOLDER = 'model';

/** A file, and what it is called below its place. */
export interface PlacedFile {
  readonly path: string;
  readonly name: string;
}

export interface RunPlacesSettings {
  readonly engine: SqlEngine;
  /** Folder of all runs. */
  readonly output: string;
  /** Tables that the steps read, each with the paths or globs that stand for it. */
  readonly tables: readonly { readonly table: PipelineTable; readonly files: readonly string[] }[];
}

/** Where on this machine the places of a run lie: `s3://bucket/pipeline/runs/2026_03_01/clean/0/` is a folder of its runs, a table some files. */
export class RunPlaces {
  private readonly expansions = new Map<string, Promise<PlacedFile[]>>();

  constructor(private readonly settings: RunPlacesSettings) {}

  /** Folder beside the runs of all pipelines that stands for the model registry. */
  get registry(): string {
    return join(dirname(this.settings.output), 'registry');
  }

  /** The folder of something that a run has made, or of what lies elsewhere; the archive of a model is a folder. */
  folderOf(location: string): string {
    const [, kept] = /^s3:\/\/[^/]+\/([^/]+\/registry\/.*)$/.exec(location) ?? [];
    if (kept !== undefined)
      return join(this.registry, kept.replace('/registry/', '/').replace(new RegExp(`/${MODEL_ARCHIVE}$`), `/${MODEL_FOLDER}/`));
    const [, rest] = /^s3:\/\/.*?\/runs\/(.*)$/.exec(location.replace(new RegExp(`/${MODEL_ARCHIVE}$`), `/${MODEL_FOLDER}/`)) ?? [];
    return rest === undefined
      ? join(dirname(this.settings.output), 's3', location.slice('s3://'.length))
      : join(this.settings.output, rest);
  }

  /** The files of a place: those of a table, or what a step has made. */
  async filesOf(location: string): Promise<PlacedFile[]> {
    const source = this.settings.tables.find(({ table }) => within(table.location, location));
    return source === undefined ? filesBelow(this.folderOf(location)) : this.expanded(source.files);
  }

  /** The file of one object, of a table or of what a step has made. */
  async fileOf(object: string): Promise<string | undefined> {
    const source = this.settings.tables.find(({ table }) => nameBelow(table.location, object) !== undefined);
    if (source === undefined) return this.folderOf(object);
    const name = nameBelow(source.table.location, object);
    return (await this.known(source.files)).find((file) => file.name === name)?.path;
  }

  /** Files do not change while a run reads them, and a step may ask for each of them. */
  private known(patterns: readonly string[]): Promise<PlacedFile[]> {
    const key = patterns.join('\n');
    const found = this.expansions.get(key) ?? this.expanded(patterns);
    this.expansions.set(key, found);
    return found;
  }

  /** Every place that a text mentions, `s3://…`. */
  static in(value: unknown): string[] {
    return [...JSON.stringify(value).matchAll(/s3:\/\/[^"\s]+/g)].map(([place]) => place);
  }

  /** The files that paths and globs stand for, in order. */
  async expanded(patterns: readonly string[]): Promise<PlacedFile[]> {
    const found: PlacedFile[] = [];
    for (const pattern of patterns) {
      const reader = await this.settings.engine.connection.runAndReadAll(
        `SELECT file FROM glob('${pattern.replaceAll("'", "''")}') ORDER BY 1`,
      );
      for (const [file] of reader.getRows()) found.push({ path: String(file), name: basename(String(file)) });
    }
    // Two files of one name, of different folders, are two objects.
    return found.map(({ path, name }, at) =>
      found.findIndex((one) => one.name === name) === at ? { path, name } : { path, name: `${at}-${name}` },
    );
  }
}

/** Whether a place is that of a table, whose prefix may hold the day of the run. */
function within(table: string, location: string): boolean {
  return nameBelow(table, location) === '';
}

/** What an object is called below the place of a table; undefined where it lies elsewhere. */
function nameBelow(table: string, object: string): string | undefined {
  const parts = table.split('{date}').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('\\d{4}-\\d\\d-\\d\\d')}(.*)$`, 's').exec(object)?.[1];
}

/** Beside the folder of something that a step has done: what it answered. */
export const doneFile = (folder: string): string => join(dirname(folder), `.${basename(folder)}.done.json`);
/** Beside the folder of a function's call: what the function printed. Hidden, for the folders of many calls lie in one that is read as a table. */
export const logFile = (folder: string): string => join(dirname(folder), `.${basename(folder)}.log`);
const OURS = /^\..*\.(?:done\.json|log)$/;

/** Every file below a folder, but what we put there ourselves. */
export function filesBelow(folder: string): PlacedFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== STATEMENT && !OURS.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: relative(folder, path) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Puts files below a folder: linked where that can be, else copied. */
export function placeFiles(files: readonly PlacedFile[], folder: string): void {
  for (const { path, name } of files) {
    const at = join(folder, name);
    if (existsSync(at)) continue;
    mkdirSync(dirname(at), { recursive: true });
    try {
      linkSync(path, at);
    } catch {
      // Another disk, or one without links.
      copyFileSync(path, at);
    }
  }
}
