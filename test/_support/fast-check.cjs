const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

// One seed, so that a change is judged by what it changed. `npm run test:properties` looks elsewhere and longer; a failure prints its seed.
const { SLIPWAY_PROPERTY_SEED: seed = '2026', SLIPWAY_PROPERTY_RUNS: runs = '100' } = process.env;
fc.configureGlobal({ ...(seed === 'random' ? {} : { seed: Number(seed) }), numRuns: Number(runs) });

module.exports = fc;
