/** @type {import('jest').Config} */
module.exports = {
  // A bound for what hangs, not for what is slow: two cores may have much else to do.
  testTimeout: 60_000,
  testEnvironment: '<rootDir>/test/_support/environment.cjs',
  setupFiles: ['<rootDir>/test/_support/setup.cjs'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/cdk.out/', '<rootDir>/test/browser/'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/assets', '/cdk.out/'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^fast-check$': '<rootDir>/test/_support/fast-check.cjs',
    // Its package.json exports nothing to `require`, which is what the transform leaves.
    '^hyparquet$': '<rootDir>/node_modules/hyparquet/src/node.js',
    '^hyparquet/(src/.*)$': '<rootDir>/node_modules/hyparquet/$1',
  },
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!hyparquet/)'],
  maxWorkers: 2,
  randomize: true,
};
