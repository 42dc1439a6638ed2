/** What a note says: plain values, so that a read model may keep it as it is. */
export type Note = Readonly<Record<string, string | number | boolean | null>>;

/**
 * What a fact does to the read models, in any order (I5), applied once per entry hash (I2): sums add up, and
 * of two notes with one key that of the smaller entry hash stands. Documents are found by their entries.
 */
export type Effect =
  | {
      readonly kind: 'stock';
      readonly productId: string;
      readonly quantityMilli: number;
      readonly place: 'shop' | 'damaged';
    }
  /** Sums that belong to a part of a sale, added one by one (`sale/receipt-record.ts` says what they are). */
  | {
      readonly kind: 'sale-part';
      readonly saleId: string;
      readonly part: string;
      readonly add: readonly number[];
    }
  /** Something known under a key: a shift and its Z, what was asked for and answered (`fold/note.ts`). */
  | { readonly kind: 'note'; readonly key: string; readonly value: Note };
