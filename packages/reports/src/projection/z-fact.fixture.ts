import { EMPTY_Z, type LedgerFact } from '@tillmesh/model';
import * as fc from 'fast-check';
import { hexId, minor } from './trade-fact.fixture.ts';

/** A Z, or a supplement to one. */
export const zReport = (currency: string): fc.Arbitrary<LedgerFact['fact']> =>
  fc
    .record({
      isZ: fc.boolean(),
      id: hexId,
      sales: minor,
      refunds: minor,
      voids: minor,
      countedMinor: minor,
    })
    .map(({ isZ, id, sales, refunds, voids, countedMinor }): LedgerFact['fact'] => {
      const totals = {
        ...EMPTY_Z,
        salesGrossMinor: sales,
        refundsGrossMinor: refunds,
        voidsGrossMinor: voids,
      };
      const about = { shiftId: id, currency, totals, parts: [] };
      return isZ
        ? {
            kind: 'shift.closed',
            ...about,
            document: { kind: 'z', number: 1, label: 'H1-Z-1' },
            drawer: [
              {
                currency,
                floatMinor: 0,
                expectedMinor: sales,
                countedMinor,
                varianceMinor: countedMinor - sales,
              },
            ],
            blind: false,
          }
        : {
            kind: 'shift.supplemented',
            ...about,
            supplementId: id,
            document: { kind: 'supplement', number: 1, label: 'H1-S-1' },
            z: 'H1-Z-1',
          };
    });
