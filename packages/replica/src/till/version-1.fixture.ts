import type { Wire } from '@tillmesh/model';
import { fromHex } from '../cbor/bytes.ts';
import { decodeCanonical } from '../cbor/canonical.ts';

/**
 * What the first version of this program left on a till: a shift with a sale, a refund of one piece of it and
 * a line that was voided, closed; a second shift with a sale and a basket still open.
 */
export const V1_SHIFTS = ['071e4fe10c759e5c4ec1451f057b9f0d', '181c930e9bd9a11872d38d5295bd6e6d'] as const;
export const V1_SALE = 'f9e3887a1cf5993933d04c72d50d68fd';

const FACTS = [
  {
    kind: 'shift.opened',
    shift: 0,
    body: 'a50150071e4fe10c759e5c4ec1451f057b9f0d0201036a323032362d30352d3034046347425005192710',
  },
  {
    kind: 'stock.moved',
    shift: 0,
    body: 'a301676f70656e696e670282a2015072923275c5ae1372d9a5e7d4dd4352fe02192710a20150bcc47384f9b7b7c58c40128f33f72d30021927100360',
  },
  {
    kind: 'payment.taken',
    shift: 0,
    body: 'a701507e31e433c70a7e8262c95d7399243f9302507cd46b9b7f15f5dcd0131ecc89c9e96c03646361736804634742500519041a061a000f4240071a000f3e26',
  },
  {
    kind: 'sale.completed',
    shift: 0,
    body: 'a80150f9e3887a1cf5993933d04c72d50d68fd02507cd46b9b7f15f5dcd0131ecc89c9e96c03a30167726563656970740201036b48312d5646465a2d522d3104634742500582ab0101025072923275c5ae1372d9a5e7d4dd4352fe0365534b552d31046950726f64756374203105657069656365061907d00719015e0819015e0b687374616e646172640c1a00030d400d1902bcab01020250bcc47384f9b7b7c58c40128f33f72d300365534b552d32046950726f64756374203205657069656365061903e80719015e0819015e0b687374616e646172640c1a00030d400d19015e0681a501687374616e64617264021a00030d400319036b0418af0519041a0719041a0881a501507e31e433c70a7e8262c95d7399243f930264636173680319041a041a000f4240051a000f3e26',
  },
  {
    kind: 'refund.completed',
    shift: 0,
    body: 'a901505043eda426db466c5430419532e3c72f02a30166726566756e640201036b48312d5646465a2d432d3103a20150f9e3887a1cf5993933d04c72d50d68fd026b48312d5646465a2d522d3104634742500581ab0101025072923275c5ae1372d9a5e7d4dd4352fe0365534b552d31046950726f64756374203105657069656365061903e80719015e08687374616e64617264091a00030d400a19015e0bf50681a501687374616e64617264021a00030d400319012404183a0519015e0719015e0881a20164636173680219015e096a77726f6e672073697a65',
  },
  {
    kind: 'line.voided',
    shift: 0,
    body: 'a301504b5b543268869bd005513bdd54b1b62602a60101025072923275c5ae1372d9a5e7d4dd4352fe036950726f647563742031041903e80519015e0619015e036178',
  },
  {
    kind: 'shift.closed',
    shift: 0,
    body: 'a80150071e4fe10c759e5c4ec1451f057b9f0d02a301617a0201036b48312d5646465a2d5a2d3103634742500419271005a801010219041a03010419015e0581a501687374616e64617264021a00030d4003190247041875051902bc0681a30164636173680219041a0319015e07010800061929cc071929cc0800',
  },
  {
    kind: 'shift.opened',
    shift: 1,
    body: 'a50150181c930e9bd9a11872d38d5295bd6e6d0202036a323032362d30352d3034046347425005191388',
  },
  {
    kind: 'payment.taken',
    shift: 1,
    body: 'a701504735b6b91bbeb6dcc41bf4a141a4859002509ddd4287a07f067938f02a80497bc1c503646361736804634742500519015e061a000f4240071a000f40e2',
  },
  {
    kind: 'sale.completed',
    shift: 1,
    body: 'a8015047b6694d62d7bea584bce84eac8bb53a02509ddd4287a07f067938f02a80497bc1c503a30167726563656970740202036b48312d5646465a2d522d3204634742500581ab01010250bcc47384f9b7b7c58c40128f33f72d300365534b552d32046950726f64756374203205657069656365061903e80719015e0819015e0b687374616e646172640c1a00030d400d19015e0681a501687374616e64617264021a00030d400319012404183a0519015e0719015e0881a501504735b6b91bbeb6dcc41bf4a141a485900264636173680319015e041a000f4240051a000f40e2',
  },
] as const;

const wireOf = (hex: string): Wire => {
  const decoded = decodeCanonical(fromHex(hex));
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.value;
};

/** Its facts in order, as they stand in its entries. */
export const V1_FACTS = FACTS.map(({ kind, shift, body }) => ({
  kind,
  version: 1,
  body: wireOf(body),
  shiftId: V1_SHIFTS[shift],
}));

/** Its state, in the parts in which it was kept. */
export const V1_STATE = {
  basket: {
    basketId: 'b09497231cb18b446e10faf5f263aeea',
    startedAtMs: 1777885200000,
    nextLine: 2,
    lines: [
      {
        line: 1,
        productId: '72923275c5ae1372d9a5e7d4dd4352fe',
        sku: 'SKU-1',
        name: 'Product 1',
        unit: 'piece',
        quantityMilli: 1000,
        listPriceMinor: 350,
        unitPriceMinor: 350,
        taxClass: 'standard',
        scannedAtMs: 1777885200000,
      },
    ],
    payments: [],
  },
  session: {
    staffId: 'c393ae5398e6aeaaa1d4a2d3cc748529',
    signedInAtMs: 1777881600000,
  },
  shift: {
    shiftId: '181c930e9bd9a11872d38d5295bd6e6d',
    number: 2,
    businessDate: '2026-05-04',
    openedAtMs: 1777885200000,
    openedBy: 'c393ae5398e6aeaaa1d4a2d3cc748529',
    currency: 'GBP',
    floatMinor: 5000,
    expectedMinor: 5350,
    totals: {
      salesCount: 1,
      salesGrossMinor: 350,
      refundsCount: 0,
      refundsGrossMinor: 0,
      rates: [
        {
          taxClass: 'standard',
          ratePpm: 200000,
          netMinor: 292,
          taxMinor: 58,
          grossMinor: 350,
        },
      ],
      tenders: [
        {
          tender: 'cash',
          receivedMinor: 350,
          givenBackMinor: 0,
        },
      ],
      voidedLinesCount: 0,
      cancelledBasketsCount: 0,
    },
  },
  numbers: {
    shiftCount: 2,
    lastBusinessDate: '2026-05-04',
    documentNumbers: {
      receipt: 2,
      refund: 1,
      z: 1,
    },
  },
} as const;
