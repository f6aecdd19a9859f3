import type { Mode } from '../hosting/mode.js';
import { MODE_LIMITS } from '../limits/index.js';
import { durationText } from '../units/duration-text.js';
import { bytesText, gibibytesText } from './texts.js';

/** What a model needs, as far as it is known: bytes from its files, the rest measured once. */
export interface ModelNeeds {
  /** Of what serves, unpacked. */
  readonly bytes?: number | undefined;
  /** Most memory that its processes held. */
  readonly peakMemoryMiB?: number | undefined;
  readonly loadMillis?: number | undefined;
  /** Within which ninety-nine of a hundred answers were there. */
  readonly p99Millis?: number | undefined;
  /** Longest of the answers. */
  readonly slowestMillis?: number | undefined;
  /** Of a usual body. */
  readonly bodyBytes?: number | undefined;
}

/** What a model is to run on, as far as it is known. */
export interface Room {
  readonly mode: Mode;
  /** For people: `ml.m5.large`, `3072 MB of serverless memory`. */
  readonly name: string;
  readonly memoryMiB?: number | undefined;
  /** Of all GPUs together. */
  readonly gpuMemoryMiB?: number | undefined;
  readonly diskGiB?: number | undefined;
  /** ModelDataDownloadTimeoutInSeconds, where it is given. */
  readonly downloadSeconds?: number | undefined;
  /** ContainerStartupHealthCheckTimeoutInSeconds, where it is given. */
  readonly startSeconds?: number | undefined;
  /** Service time here over that where it was measured. */
  readonly factor?: number | undefined;
}

export type ObstacleKind = 'memory' | 'disk' | 'download' | 'start' | 'timeout' | 'payload';

/** Why a model does not run in a room. */
export interface Obstacle {
  readonly kind: ObstacleKind;
  /** What is needed and what there is. */
  readonly text: string;
}

/** Memory beyond the measured peak: requests that come together, and what was not measured. */
export const MEMORY_MARGIN = 1.3;
/** Assumed: what an instance brings of a model from S3 in a second. */
export const DOWNLOAD_MIB_PER_SECOND = 100;
/** An archive lies beside what comes out of it while it is unpacked. */
const DISK_COPIES = 2;
const MIB = 2 ** 20;
const SECOND = 1000;

/** Everything that keeps a model from running somewhere; empty where nothing that is known does. */
export function obstaclesOf(needs: ModelNeeds, room: Room): Obstacle[] {
  return [
    ...memory(needs, room),
    ...disk(needs, room),
    ...download(needs, room),
    ...start(needs, room),
    ...timeout(needs, room),
    ...payload(needs, room),
  ];
}

/** MiB that a model asks for: its peak with a margin, its bytes at least. */
export function neededMemoryMiB({ peakMemoryMiB = 0, bytes = 0 }: ModelNeeds): number {
  return Math.max(peakMemoryMiB * MEMORY_MARGIN, bytes / MIB);
}

/** With GPUs the greater of the two memories counts: a model that fits neither runs on no terms. */
function memory(needs: ModelNeeds, { memoryMiB, gpuMemoryMiB = 0, name }: Room): Obstacle[] {
  const needed = neededMemoryMiB(needs);
  if (memoryMiB === undefined || needed <= Math.max(memoryMiB, gpuMemoryMiB)) return [];
  const { peakMemoryMiB } = needs;
  const why =
    peakMemoryMiB === undefined || needed > peakMemoryMiB * MEMORY_MARGIN
      ? `the model has ${gibibytesText(needed)}`
      : `the model needs ${gibibytesText(needed)}, its measured peak of ${gibibytesText(peakMemoryMiB)} x ${MEMORY_MARGIN}`;
  const gpus = gpuMemoryMiB > 0 ? `, and ${gibibytesText(gpuMemoryMiB)} on its GPUs` : '';
  return [{ kind: 'memory', text: `${why}, and ${name} has ${gibibytesText(memoryMiB)} of memory${gpus}` }];
}

function disk({ bytes }: ModelNeeds, { mode, diskGiB = MODE_LIMITS[mode].diskGiB, name }: Room): Obstacle[] {
  const needed = ((bytes ?? 0) * DISK_COPIES) / MIB / 1024;
  if (diskGiB === undefined || needed <= diskGiB) return [];
  return [
    {
      kind: 'disk',
      text: `the model has ${bytesText(bytes ?? 0)}, which take twice that while they are unpacked, and ${name} has ${diskGiB} GiB of disk`,
    },
  ];
}

function download({ bytes }: ModelNeeds, { mode, downloadSeconds, name }: Room): Obstacle[] {
  const { longestStartMillis } = MODE_LIMITS[mode];
  const allowed = downloadSeconds ?? (longestStartMillis === undefined ? undefined : longestStartMillis / SECOND);
  const needed = (bytes ?? 0) / MIB / DOWNLOAD_MIB_PER_SECOND;
  if (allowed === undefined || needed <= allowed) return [];
  return [
    {
      kind: 'download',
      text: `the model has ${bytesText(bytes ?? 0)}, about ${Math.ceil(needed)} s of download at ${DOWNLOAD_MIB_PER_SECOND} MiB/s (assumed), and ${name} waits ${allowed} s`,
    },
  ];
}

function start({ loadMillis, bytes }: ModelNeeds, { mode, startSeconds, factor = 1, name }: Room): Obstacle[] {
  const { startMillis, longestStartMillis } = MODE_LIMITS[mode];
  // Serverless counts the download among it.
  const download = mode === 'serverless' ? ((bytes ?? 0) / MIB / DOWNLOAD_MIB_PER_SECOND) * SECOND : 0;
  const needed = (loadMillis ?? 0) * factor + download;
  const allowed = startSeconds === undefined ? startMillis : startSeconds * SECOND;
  if (allowed === undefined || needed <= allowed) return [];
  const more =
    startSeconds === undefined && longestStartMillis !== undefined && needed <= longestStartMillis
      ? ', unless ContainerStartupHealthCheckTimeoutInSeconds says more'
      : '';
  return [
    {
      kind: 'start',
      text: `the model is up after ${durationText(Math.ceil(needed / SECOND) * SECOND)}, and ${name} waits ${durationText(allowed)}${more}`,
    },
  ];
}

function timeout({ slowestMillis }: ModelNeeds, { mode, factor = 1, name }: Room): Obstacle[] {
  const { answerMillis } = MODE_LIMITS[mode];
  const needed = (slowestMillis ?? 0) * factor;
  if (needed <= answerMillis) return [];
  return [
    {
      kind: 'timeout',
      text: `the slowest answer takes ${durationText(Math.ceil(needed / SECOND) * SECOND)}, and ${modeText(mode)} on ${name} gives up after ${durationText(answerMillis)}`,
    },
  ];
}

function payload({ bodyBytes }: ModelNeeds, { mode, name }: Room): Obstacle[] {
  const { payloadBytes } = MODE_LIMITS[mode];
  if ((bodyBytes ?? 0) <= payloadBytes) return [];
  return [
    { kind: 'payload', text: `a body has ${bytesText(bodyBytes ?? 0)}, and ${modeText(mode)} on ${name} takes ${bytesText(payloadBytes)}` },
  ];
}

function modeText(mode: Mode): string {
  return mode === 'async' ? 'asynchronous hosting' : mode === 'batch' ? 'batch transform' : `${mode} hosting`;
}
