import { constants, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ML_FOLDERS } from '../../../core/pipeline/index.js';
import type { PlacedFile } from './run-places.js';

/** SageMaker's folders of a job, `/opt/ml/…`, below a folder of the run. */
export class MlFolder {
  /** Absolute: a job's code runs in a folder of its own. */
  readonly root: string;

  /** @param root folder that stands for `/` */
  constructor(root: string) {
    this.root = resolve(root);
    rmSync(root, { recursive: true, force: true });
    // What the platform says of the instances (Developer Guide, "How Amazon SageMaker Provides Training Information").
    this.write('/opt/ml/config/resourceconfig.json', { current_host: 'algo-1', hosts: ['algo-1'], network_interface_name: 'eth0' });
  }

  /** Where a path of the container lies here. */
  at(path: string): string {
    return join(this.root, path);
  }

  /** An argument as the container would have it: a path of the container is one below the root. */
  argument(text: string): string {
    return text.replaceAll(ML_FOLDERS.root, `${join(this.root, ML_FOLDERS.root)}/`);
  }

  write(path: string, content: unknown): void {
    const at = this.at(path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, `${JSON.stringify(content, undefined, 2)}\n`);
  }

  /** Copies files to where a job finds them: what it writes there must not change the originals. */
  bring(files: readonly PlacedFile[], path: string): void {
    mkdirSync(this.at(path), { recursive: true });
    for (const { path: from, name } of files) {
      const at = join(this.at(path), name);
      mkdirSync(dirname(at), { recursive: true });
      copyFileSync(from, at, constants.COPYFILE_FICLONE);
    }
  }
}
