import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { filesBelow, placeFiles, RunPlaces } from './run-places.js';

/** Buckets as folders, for whoever works over S3: what a task mentions is there when it begins, what it wrote is kept when it has ended. */
export class RunBuckets {
  /**
   * @param root folder of the buckets: `s3://data/in/a.csv` is `<root>/data/in/a.csv`
   * @param places where things really lie
   */
  constructor(
    readonly root: string,
    private readonly places: RunPlaces,
  ) {}

  /** Puts there whatever lies in the places that a task mentions. */
  async bring(asked: unknown): Promise<void> {
    for (const place of RunPlaces.in(asked)) placeFiles(await this.places.filesOf(place), this.folderOf(place));
  }

  /** Puts there the objects that a task is given one by one. */
  async bringObjects(objects: unknown): Promise<void> {
    for (const object of RunPlaces.in(objects)) {
      const path = await this.places.fileOf(object);
      if (path !== undefined) placeFiles([{ path, name: basename(object) }], dirname(this.folderOf(object)));
    }
  }

  /** Forgets what an earlier try has written to a place. */
  clear(place: string): void {
    rmSync(this.folderOf(place), { recursive: true, force: true });
  }

  /** Takes what was written to a place into the folder of the run. */
  take(place: string, folder: string): void {
    placeFiles(filesBelow(this.folderOf(place)), folder);
  }

  private folderOf(place: string): string {
    return join(this.root, place.slice('s3://'.length));
  }
}
