const everyday = require('./jest.config.cjs');

/** What is looked at in a browser; `npm run test:browser` sets up what it needs. */
/** @type {import('jest').Config} */
module.exports = {
  ...everyday,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 30_000,
};
