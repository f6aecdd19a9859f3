import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a Dockerfile made in a folder of this machine. */
export interface Image {
  /** The command that starts it, paths of the image turned into those of this machine. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Carries out a Dockerfile without Docker: its COPY and RUN in an empty folder that stands for the image's root, with this machine's Node in
 * place of the base image. Only the instructions that the model server's file has are known; another one is an error, and to be added here.
 */
export function buildImage(context: string, root: string): Image {
  const environment: Record<string, string> = {};
  const labels: Record<string, string> = {};
  let work = root;
  let command: string[] = [];
  const inRoot = (path: string): string => (path.startsWith('/') ? join(root, path) : path);
  for (const line of readFileSync(join(context, 'Dockerfile'), 'utf8').split('\n')) {
    const [instruction = '', ...rest] = line.trim().split(/\s+/);
    const text = rest.join(' ');
    switch (instruction) {
      case '':
      case '#':
      case 'FROM':
      case 'EXPOSE':
        break;
      case 'LABEL':
        Object.assign(labels, pairs(rest));
        break;
      case 'ENV':
        Object.assign(environment, pairs(rest));
        break;
      case 'WORKDIR':
        work = inRoot(text);
        mkdirSync(work, { recursive: true });
        break;
      case 'COPY':
        for (const name of rest.slice(0, -1)) cpSync(join(context, name), join(work, rest.at(-1) ?? '', name));
        break;
      case 'RUN':
        // The machine's own cache of packages is kept, and asked before the registry.
        execFileSync('sh', ['-ec', text.replace(/ && npm cache clean --force$/, '')], {
          cwd: work,
          env: { PATH: process.env['PATH'], HOME: process.env['HOME'], npm_config_prefer_offline: 'true', ...environment },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        break;
      case 'ENTRYPOINT':
        command = (JSON.parse(text) as string[]).map(inRoot);
        break;
      default:
        throw new TypeError(`this test does not know ${instruction}`);
    }
  }
  return { command, environment, labels };
}

function pairs(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word): [string, string] => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}
