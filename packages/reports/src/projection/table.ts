export type ColumnType = 'VARCHAR PRIMARY KEY' | 'VARCHAR' | 'BIGINT' | 'INTEGER' | 'DATE';

/**
 * The tables of the projection and their columns. `doc` is the position at which an entry was folded: a short key
 * that joins a document to its lines and rates, and tells what goes when the entry does not count any more.
 */
export const TABLES = {
  /** Every fact taken in, of whatever kind; the key by which a repeated one is known. */
  entry: { entry: 'VARCHAR PRIMARY KEY', doc: 'BIGINT' },
  /** A completed sale, refund or void. `local_hour` is that of the branch's own clock, 0 to 23. */
  document: {
    doc: 'BIGINT',
    kind: 'VARCHAR',
    branch_id: 'VARCHAR',
    device_id: 'VARCHAR',
    currency: 'VARCHAR',
    business_date: 'DATE',
    utc_ms: 'BIGINT',
    local_hour: 'INTEGER',
    total_minor: 'BIGINT',
    cash_rounding_minor: 'BIGINT',
  },
  /** `total_minor` is with tax, as the customer pays it. */
  line: {
    doc: 'BIGINT',
    line: 'INTEGER',
    product_id: 'VARCHAR',
    quantity_milli: 'BIGINT',
    unit_price_minor: 'BIGINT',
    total_minor: 'BIGINT',
  },
  rate: {
    doc: 'BIGINT',
    tax_class: 'VARCHAR',
    rate_ppm: 'BIGINT',
    /** Why no tax is charged: exempt, reverse-charge, or empty. */
    relief: 'VARCHAR',
    net_minor: 'BIGINT',
    tax_minor: 'BIGINT',
    gross_minor: 'BIGINT',
  },
  /**
   * Money in the branch's currency that came in for a basket, less the change; was given back for one, as a
   * refund or for a void; or came to nothing after its sale.
   */
  payment: {
    doc: 'BIGINT',
    kind: 'VARCHAR',
    branch_id: 'VARCHAR',
    device_id: 'VARCHAR',
    currency: 'VARCHAR',
    business_date: 'DATE',
    tender: 'VARCHAR',
    amount_minor: 'BIGINT',
  },
  /** Tips, deposits and what else is no revenue: taken, and given back with a void. */
  extra: {
    doc: 'BIGINT',
    kind: 'VARCHAR',
    branch_id: 'VARCHAR',
    device_id: 'VARCHAR',
    currency: 'VARCHAR',
    business_date: 'DATE',
    extra: 'VARCHAR',
    amount_minor: 'BIGINT',
  },
  /** A closed shift's numbered Z, or a supplement to one. */
  z: {
    doc: 'BIGINT',
    kind: 'VARCHAR',
    branch_id: 'VARCHAR',
    device_id: 'VARCHAR',
    currency: 'VARCHAR',
    business_date: 'DATE',
    sales_minor: 'BIGINT',
    refunds_minor: 'BIGINT',
    voids_minor: 'BIGINT',
    variance_minor: 'BIGINT',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ColumnType>>>>;

export type TableName = keyof typeof TABLES;
export type ColumnOf<T extends TableName> = keyof (typeof TABLES)[T] & string;

/** One row by column name; dates are `YYYY-MM-DD`. */
export type Row<T extends TableName> = { readonly [C in ColumnOf<T>]: string | number };
export type Rows = { readonly [T in TableName]: readonly Row<T>[] };
