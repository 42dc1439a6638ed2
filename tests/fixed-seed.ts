import * as fc from 'fast-check';

/** One seed for every property test, so that a run that fails fails again. `TILLMESH_SEED` names a fresh one. */
const SEED = 20_101_201;

fc.configureGlobal({ seed: Number(process.env['TILLMESH_SEED'] ?? SEED) });
