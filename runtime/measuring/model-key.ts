import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { CommandStandIn, StandInEntry } from '../../core/service/entry.js';
import type { ContainerPlan, VariantPlan } from '../plan.js';

const LENGTH = 16;

/** Names what answers behind a variant, by content and not by place: the same model has the same key in every environment and checkout. */
export function modelKey({ containers }: VariantPlan): string {
  const hash = createHash('sha256');
  for (const container of containers) hash.update(identity(container)).update('\0');
  return hash.digest('hex').slice(0, LENGTH);
}

function identity({ standIn, digest, modelFolder, image }: ContainerPlan): string {
  if (standIn !== undefined) return identityOf(standIn);
  if (digest !== undefined) return `digest ${digest}`;
  return modelFolder === undefined ? `image ${image}` : `folder ${hashOf(modelFolder)}`;
}

function identityOf(standIn: StandInEntry): string {
  if ('onnx' in standIn) {
    if (!existsSync(standIn.onnx))
      throw new SlipwayError(
        'model-missing',
        `there is no model at ${standIn.onnx}, which is to stand in; give a folder that holds one, or the file`,
      );
    return `onnx ${hashOf(standIn.onnx)}`;
  }
  return 'stub' in standIn ? JSON.stringify(standIn) : `command ${JSON.stringify(commandOf(standIn))}`;
}

/** The program by name, since it is another on each machine; arguments that are files or folders by what they hold. */
function commandOf({ command: [program, ...rest], folder = '' }: CommandStandIn): string[] {
  return [
    program ?? '',
    ...rest.map((part) => {
      const path = resolve(folder, part);
      return existsSync(path) ? hashOf(path) : part;
    }),
  ];
}

/** SHA-256 over names and bytes. */
function hashOf(path: string): string {
  const hash = createHash('sha256');
  if (statSync(path).isFile()) return hash.update(readFileSync(path)).digest('hex');
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .toSorted();
  for (const name of files) {
    const file = join(path, name);
    if (statSync(file).isFile()) hash.update(name).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}
