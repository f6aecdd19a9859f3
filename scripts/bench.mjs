// `npm run bench` lists the benchmarks; `npm run bench <name>` runs one. Each prints lines `figure <name> <value> goal >=<bound>`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'benchmarks');
const [name, ...rest] = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));

if (name === undefined) {
  for (const each of names) {
    const purpose = /^\/\*\* (.*?)(?: \*\/)?$/m.exec(readFileSync(join(folder, `${each}.bench.ts`), 'utf8'))?.[1] ?? '';
    process.stdout.write(`${each.padEnd(12)} ${purpose}\n`);
  }
} else if (existsSync(join(folder, `${name}.bench.ts`))) {
  process.exitCode =
    spawnSync(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), join(folder, `${name}.bench.ts`), ...rest], {
      stdio: 'inherit',
      cwd: root,
    }).status ?? 1;
} else {
  process.stderr.write(`there is no benchmark '${name}'; there are ${names.join(', ')}\n`);
  process.exitCode = 2;
}
