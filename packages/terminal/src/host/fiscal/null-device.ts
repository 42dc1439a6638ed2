import type { FiscalPort } from '@tillmesh/model';

/** Where a country wants no device: nothing is signed and nobody is told. */
export const NULL_DEVICE: FiscalPort = {
  provider: 'none',
  begin: () => Promise.resolve(true),
  sign: () => Promise.resolve({ outcome: 'signed', block: [] }),
  deliver: () => Promise.resolve({ outcome: 'accepted' }),
};
