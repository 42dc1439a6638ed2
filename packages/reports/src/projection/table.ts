export type ColumnType = 'VARCHAR PRIMARY KEY' | 'VARCHAR' | 'BIGINT' | 'INTEGER' | 'DATE';

/**
 * The tables of the projection and their columns. `doc` is the position at which the document's
 * entry was first folded: a short key that joins a document to its lines and rates.
 */
export const TABLES = {
  /** Every fact taken in, of whatever kind; the key by which a repeated one is known. */
  entry: { entry: 'VARCHAR PRIMARY KEY' },
  /** A completed sale or refund. `local_hour` is that of the branch's own clock, 0 to 23. */
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
  },
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
    net_minor: 'BIGINT',
    tax_minor: 'BIGINT',
    gross_minor: 'BIGINT',
  },
  /** Money that came in for a basket, less the change, or was given back for one or as a refund. */
  payment: {
    kind: 'VARCHAR',
    branch_id: 'VARCHAR',
    device_id: 'VARCHAR',
    currency: 'VARCHAR',
    business_date: 'DATE',
    tender: 'VARCHAR',
    amount_minor: 'BIGINT',
  },
  /** A closed shift's numbered Z. */
  z: {
    branch_id: 'VARCHAR',
    device_id: 'VARCHAR',
    currency: 'VARCHAR',
    business_date: 'DATE',
    sales_minor: 'BIGINT',
    refunds_minor: 'BIGINT',
    variance_minor: 'BIGINT',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ColumnType>>>>;

export type TableName = keyof typeof TABLES;
export type ColumnOf<T extends TableName> = keyof (typeof TABLES)[T] & string;

/** One row by column name; dates are `YYYY-MM-DD`. */
export type Row<T extends TableName> = { readonly [C in ColumnOf<T>]: string | number };
export type Rows = { readonly [T in TableName]: readonly Row<T>[] };
