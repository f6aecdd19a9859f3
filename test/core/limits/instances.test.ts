import { instanceFacts, knownInstances } from '../../../core/limits/index';

// Kubernetes autoscaler, ec2_instance_types.go, and AWS's EC2 instance-type guide (accelerators).
test.each([
  ['ml.m5.large', { vcpu: 2, memoryGiB: 8, gpus: 0, arm: false, burstable: false, batch: true }],
  ['ml.t2.medium', { vcpu: 2, memoryGiB: 4, burstable: true, batch: false }],
  ['ml.g5.12xlarge', { vcpu: 48, memoryGiB: 192, gpus: 4, gpuMemoryGiB: 24, batch: true }],
  ['ml.g4dn.16xlarge', { gpus: 1 }],
  ['ml.c7g.large', { arm: true, batch: false }],
  ['ml.p5.48xlarge', { vcpu: 192, memoryGiB: 2048, gpus: 8, gpuMemoryGiB: 80 }],
  ['ml.c5.large', { vcpu: 2, memoryGiB: 4, batch: false }],
])('%s', (name, facts) => {
  expect(instanceFacts(name)).toMatchObject({ name, ...facts });
});

test('what is not in the table is not known, whatever its name', () => {
  for (const name of ['ml.m99.large', 'm5.large', '', 'toString']) expect(instanceFacts(name)).toBeUndefined();
});

test('every type has cores and memory, and no name twice', () => {
  const all = knownInstances();
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(({ vcpu, memoryGiB }) => !(vcpu > 0 && memoryGiB > 0))).toEqual([]);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});
