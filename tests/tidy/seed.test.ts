import * as fc from 'fast-check';
import { expect, it } from 'vitest';

it('[TIDY-16] every property test starts from the seed that stands in the project, or the one that is named', () => {
  const named = process.env['TILLMESH_SEED'];
  expect(fc.readConfigureGlobal()?.seed).toBe(named === undefined ? 20_101_201 : Number(named));
});
