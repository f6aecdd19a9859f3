import { INSTANCE_FAMILIES } from './instance-table.js';

/** What is known of an instance type; SageMaker keeps some of the memory for itself (how much is UNCONFIRMED). */
export interface InstanceFacts {
  /** `ml.m5.large`. */
  readonly name: string;
  readonly vcpu: number;
  readonly memoryGiB: number;
  readonly gpus: number;
  /** Of one GPU; 0 without. */
  readonly gpuMemoryGiB: number;
  /** Needs an arm64 image. */
  readonly arm: boolean;
  /** Earns CPU credits: not for autoscaling. */
  readonly burstable: boolean;
  /** Runs batch transform jobs too. */
  readonly batch: boolean;
}

/** In the batch enum's families, but not themselves in it. */
const NOT_FOR_BATCH = ['ml.c4.large', 'ml.c5.large'];

const TABLE: ReadonlyMap<string, InstanceFacts> = new Map(INSTANCE_FAMILIES.flatMap(parseFamily).map((facts) => [facts.name, facts]));

/** Facts of an instance type, or undefined for one that this table does not know: types are added every year. */
export function instanceFacts(name: string): InstanceFacts | undefined {
  return TABLE.get(name);
}

/** Every type of the table. */
export function knownInstances(): InstanceFacts[] {
  return [...TABLE.values()];
}

function parseFamily(line: string): InstanceFacts[] {
  const [family = '', flags = '', gpuMemory = '', sizes = ''] = line.split('|');
  const has = (flag: string): boolean => flags.split(' ').includes(flag);
  return sizes.split(' ').map((text) => {
    const [size = '', numbers = ''] = text.split(':');
    const [vcpu = 0, memoryGiB = 0, gpus = 0] = numbers.split('/').map(Number);
    const name = `ml.${family}.${size}`;
    return {
      name,
      vcpu,
      memoryGiB,
      gpus,
      gpuMemoryGiB: Number(gpuMemory),
      arm: has('arm'),
      burstable: has('burstable'),
      batch: has('batch') && !NOT_FOR_BATCH.includes(name),
    };
  });
}
