import { idOf } from '../wire.fixture.ts';
import type { FactV1, FactV1Of } from './fact.ts';

/** One version-1 fact of each kind with every field set. */
export const FACTS_OF_V1: { readonly [K in FactV1['kind']]: FactV1Of<K> } = {
  'shift.opened': {
    kind: 'shift.opened',
    shiftId: idOf(1),
    number: 7,
    businessDate: '2010-12-01',
    currency: 'GBP',
    floatMinor: 10_000,
  },
  'shift.closed': {
    kind: 'shift.closed',
    shiftId: idOf(1),
    document: { kind: 'z', number: 7, label: 'H1-7KQ2-Z-7' },
    currency: 'GBP',
    floatMinor: 10_000,
    totals: {
      salesCount: 2,
      salesGrossMinor: 3_000,
      refundsCount: 1,
      refundsGrossMinor: 3_500,
      rates: [{ taxClass: 'standard', ratePpm: 175_000, netMinor: -426, taxMinor: -74, grossMinor: -500 }],
      tenders: [{ tender: 'cash', receivedMinor: 3_000, givenBackMinor: 3_500 }],
      voidedLinesCount: 3,
      cancelledBasketsCount: 4,
    },
    expectedMinor: 9_500,
    countedMinor: 9_400,
    varianceMinor: -100,
  },
  'payment.taken': {
    kind: 'payment.taken',
    paymentId: idOf(2),
    basketId: idOf(3),
    tender: 'cash',
    currency: 'GBP',
    amountMinor: 1_530,
    tenderedMinor: 2_000,
    changeMinor: 470,
  },
  'payment.returned': {
    kind: 'payment.returned',
    paymentId: idOf(2),
    basketId: idOf(3),
    tender: 'cash',
    currency: 'GBP',
    amountMinor: 500,
    reason: 'purse forgotten',
  },
  'sale.completed': {
    kind: 'sale.completed',
    saleId: idOf(4),
    basketId: idOf(3),
    document: { kind: 'receipt', number: 17, label: 'H1-7KQ2-R-17' },
    currency: 'GBP',
    lines: [
      {
        line: 1,
        productId: idOf(0x85123a),
        sku: '85123A',
        name: 'WHITE HANGING HEART T-LIGHT HOLDER',
        unit: 'piece',
        quantityMilli: 6_000,
        listPriceMinor: 295,
        unitPriceMinor: 255,
        overrideReason: 'old price',
        taxClass: 'standard',
        ratePpm: 175_000,
        totalMinor: 1_530,
      },
      {
        line: 3,
        productId: idOf(0x71053),
        sku: '71053',
        name: 'TEA, LOOSE',
        unit: 'kg',
        quantityMilli: 375,
        unitPriceMinor: 2_000,
        discount: { sharePpm: 100_000, amountMinor: 75, reason: 'torn bag' },
        taxClass: 'zero',
        ratePpm: 0,
        totalMinor: 675,
      },
    ],
    rates: [
      { taxClass: 'standard', ratePpm: 175_000, netMinor: 1_302, taxMinor: 228, grossMinor: 1_530 },
      { taxClass: 'zero', ratePpm: 0, netMinor: 675, taxMinor: 0, grossMinor: 675 },
    ],
    totalMinor: 2_205,
    payments: [
      { paymentId: idOf(2), tender: 'cash', amountMinor: 2_205, tenderedMinor: 2_500, changeMinor: 295 },
    ],
  },
  'refund.completed': {
    kind: 'refund.completed',
    refundId: idOf(5),
    document: { kind: 'refund', number: 2, label: 'H1-7KQ2-C-2' },
    original: { saleId: idOf(4), label: 'H1-7KQ2-R-17' },
    currency: 'GBP',
    lines: [
      {
        line: 1,
        productId: idOf(0x85123a),
        sku: '85123A',
        name: 'WHITE HANGING HEART T-LIGHT HOLDER',
        unit: 'piece',
        quantityMilli: 2_000,
        unitPriceMinor: 255,
        taxClass: 'standard',
        ratePpm: 175_000,
        totalMinor: 510,
        restock: true,
      },
    ],
    rates: [{ taxClass: 'standard', ratePpm: 175_000, netMinor: 434, taxMinor: 76, grossMinor: 510 }],
    totalMinor: 510,
    payouts: [{ tender: 'cash', amountMinor: 510 }],
    reason: 'broken',
  },
  'line.voided': {
    kind: 'line.voided',
    basketId: idOf(3),
    line: {
      line: 2,
      productId: idOf(0x71053),
      name: 'WHITE METAL LANTERN',
      quantityMilli: 6_000,
      unitPriceMinor: 339,
      totalMinor: 2_034,
    },
    reason: 'changed mind',
  },
  'basket.cancelled': {
    kind: 'basket.cancelled',
    basketId: idOf(3),
    lines: [
      {
        line: 1,
        productId: idOf(0x71053),
        name: 'WHITE METAL LANTERN',
        quantityMilli: 6_000,
        unitPriceMinor: 339,
        totalMinor: 2_034,
      },
    ],
    totalMinor: 2_034,
    reason: 'customer left',
  },
  'stock.moved': {
    kind: 'stock.moved',
    reason: 'adjusted',
    lines: [{ productId: idOf(0x71053), quantityMilli: -3_000 }],
    note: 'three broken',
  },
};

/** Their wire form, as version 1 wrote it. A changed line here is a broken ledger somewhere. */
export const GOLDEN_V1: Readonly<Record<FactV1['kind'], string>> = {
  'shift.opened':
    '{"map":[[1,"hex:00000000000000000000000000000001"],[2,7],[3,"2010-12-01"],[4,"GBP"],[5,10000]]}',
  'shift.closed':
    '{"map":[[1,"hex:00000000000000000000000000000001"],[2,{"map":[[1,"z"],[2,7],[3,"H1-7KQ2-Z-7"]]}],[3,"GBP"],[4,10000],[5,{"map":[[1,2],[2,3000],[3,1],[4,3500],[5,[{"map":[[1,"standard"],[2,175000],[3,-426],[4,-74],[5,-500]]}]],[6,[{"map":[[1,"cash"],[2,3000],[3,3500]]}]],[7,3],[8,4]]}],[6,9500],[7,9400],[8,-100]]}',
  'payment.taken':
    '{"map":[[1,"hex:00000000000000000000000000000002"],[2,"hex:00000000000000000000000000000003"],[3,"cash"],[4,"GBP"],[5,1530],[6,2000],[7,470]]}',
  'payment.returned':
    '{"map":[[1,"hex:00000000000000000000000000000002"],[2,"hex:00000000000000000000000000000003"],[3,"cash"],[4,"GBP"],[5,500],[6,"purse forgotten"]]}',
  'sale.completed':
    '{"map":[[1,"hex:00000000000000000000000000000004"],[2,"hex:00000000000000000000000000000003"],[3,{"map":[[1,"receipt"],[2,17],[3,"H1-7KQ2-R-17"]]}],[4,"GBP"],[5,[{"map":[[1,1],[2,"hex:0000000000000000000000000085123a"],[3,"85123A"],[4,"WHITE HANGING HEART T-LIGHT HOLDER"],[5,"piece"],[6,6000],[7,295],[8,255],[9,"old price"],[11,"standard"],[12,175000],[13,1530]]},{"map":[[1,3],[2,"hex:00000000000000000000000000071053"],[3,"71053"],[4,"TEA, LOOSE"],[5,"kg"],[6,375],[8,2000],[10,{"map":[[1,100000],[2,75],[3,"torn bag"]]}],[11,"zero"],[12,0],[13,675]]}]],[6,[{"map":[[1,"standard"],[2,175000],[3,1302],[4,228],[5,1530]]},{"map":[[1,"zero"],[2,0],[3,675],[4,0],[5,675]]}]],[7,2205],[8,[{"map":[[1,"hex:00000000000000000000000000000002"],[2,"cash"],[3,2205],[4,2500],[5,295]]}]]]}',
  'refund.completed':
    '{"map":[[1,"hex:00000000000000000000000000000005"],[2,{"map":[[1,"refund"],[2,2],[3,"H1-7KQ2-C-2"]]}],[3,{"map":[[1,"hex:00000000000000000000000000000004"],[2,"H1-7KQ2-R-17"]]}],[4,"GBP"],[5,[{"map":[[1,1],[2,"hex:0000000000000000000000000085123a"],[3,"85123A"],[4,"WHITE HANGING HEART T-LIGHT HOLDER"],[5,"piece"],[6,2000],[7,255],[8,"standard"],[9,175000],[10,510],[11,true]]}]],[6,[{"map":[[1,"standard"],[2,175000],[3,434],[4,76],[5,510]]}]],[7,510],[8,[{"map":[[1,"cash"],[2,510]]}]],[9,"broken"]]}',
  'line.voided':
    '{"map":[[1,"hex:00000000000000000000000000000003"],[2,{"map":[[1,2],[2,"hex:00000000000000000000000000071053"],[3,"WHITE METAL LANTERN"],[4,6000],[5,339],[6,2034]]}],[3,"changed mind"]]}',
  'basket.cancelled':
    '{"map":[[1,"hex:00000000000000000000000000000003"],[2,[{"map":[[1,1],[2,"hex:00000000000000000000000000071053"],[3,"WHITE METAL LANTERN"],[4,6000],[5,339],[6,2034]]}]],[3,2034],[4,"customer left"]]}',
  'stock.moved':
    '{"map":[[1,"adjusted"],[2,[{"map":[[1,"hex:00000000000000000000000000071053"],[2,-3000]]}]],[3,"three broken"]]}',
};
