import { fork } from 'node:child_process';
import type { Engine } from './engine.js';

/** Says on which engine a graph of trees is to be opened; undefined where that could not be found out. */
export type ChooseEngine = (file: string, features: number | undefined) => Promise<Engine['kind'] | undefined>;

/** First argument of a process that only compares the engines on a model and tells the one that started it which to take. */
export const CHOOSE_ENGINE = '--choose-engine';

/**
 * Compares the engines in a process of its own: onnxruntime takes 45 MB that are never given back, and once the trees agree with it nobody
 * needs it any more.
 *
 * @param script what is started: the model server's bundle
 */
export function chooseInProcess(script: string): ChooseEngine {
  return (file, features) =>
    new Promise((resolve) => {
      const child = fork(script, [CHOOSE_ENGINE, file, ...(features === undefined ? [] : [String(features)])], {
        execArgv: [],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      child.once('message', (told) => resolve(told === 'trees' || told === 'onnxruntime' ? told : undefined));
      // After an answer these say nothing new. Whoever asks opens the model too, and says what is wrong with it.
      child.once('error', () => resolve(undefined));
      child.once('exit', () => resolve(undefined));
    });
}
