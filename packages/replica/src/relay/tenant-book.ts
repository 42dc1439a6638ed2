import { join } from 'node:path';
import type { SQLOutputValue } from 'node:sqlite';
import { asFault, inTransaction, openDatabase, type Migration } from '../database/database.ts';

/**
 * An organisation as the operator of a relay knows it. `invited`: not admitted yet; `suspended`: kept, and not served;
 * `removed`: its data are to go.
 */
export type TenantState = 'invited' | 'active' | 'suspended' | 'removed';

/** What an organisation may use at most; the relay refuses or slows down what is more. */
export type TenantQuota = {
  readonly bytesStored: number;
  readonly documents: number;
  readonly links: number;
  readonly bytesPerSecond: number;
  readonly framesPerSecond: number;
};

export const DEFAULT_QUOTA: TenantQuota = {
  bytesStored: 4_000_000_000,
  documents: 20_000,
  links: 60,
  bytesPerSecond: 2_000_000,
  framesPerSecond: 400,
};

export type Tenant = {
  readonly tenant: string;
  /** The operator's own words. */
  readonly label: string;
  readonly state: TenantState;
  /** Hexadecimal; null until it is admitted. */
  readonly organisationId: string | null;
  /** UTC milliseconds; until then an invitation stands. */
  readonly invitedUntilMs: number;
  readonly quota: TenantQuota;
};

const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE tenant (
        tenant TEXT PRIMARY KEY,
        label TEXT NOT NULL,
        state TEXT NOT NULL,
        organisation TEXT UNIQUE,
        secret_hash BLOB,
        invited_until_ms INTEGER NOT NULL,
        quota TEXT NOT NULL
      ) STRICT;
      CREATE TABLE token (
        hash BLOB PRIMARY KEY,
        tenant TEXT NOT NULL,
        device TEXT NOT NULL,
        until_ms INTEGER NOT NULL
      ) STRICT;
    `,
  },
];

type Row = Record<string, SQLOutputValue>;

const tenantOf = (row: Row): Tenant => ({
  tenant: String(row['tenant']),
  label: String(row['label']),
  state: String(row['state']) as TenantState,
  organisationId: row['organisation'] === null ? null : String(row['organisation']),
  invitedUntilMs: Number(row['invited_until_ms']),
  quota: { ...DEFAULT_QUOTA, ...(JSON.parse(String(row['quota'])) as Partial<TenantQuota>) },
});

const COLUMNS = 'tenant, label, state, organisation, invited_until_ms, quota';

type One = (sql: string, ...values: (string | number | Uint8Array)[]) => Row | undefined;
type Changes = (sql: string, ...values: (string | number | Uint8Array | null)[]) => number;

/** Tokens with which a listed device may link once without its key, kept as hashes. */
const tokensOf = (one: One, changes: Changes) => ({
  addToken: (hash: Uint8Array, tenant: string, device: string, untilMs: number): void => {
    changes(
      'INSERT INTO token (hash, tenant, device, until_ms) VALUES (?, ?, ?, ?)',
      hash,
      tenant,
      device,
      untilMs,
    );
  },
  /** Uses a token up; null: there is none such, or its time has passed. */
  useToken: (hash: Uint8Array, nowMs: number): { tenant: string; device: string } | null => {
    const row = one('SELECT tenant, device FROM token WHERE hash = ? AND until_ms > ?', hash, nowMs);
    // Whoever brings none makes nobody wait for a write.
    if (row === undefined) return null;
    const isUsed = changes('DELETE FROM token WHERE hash = ?', hash) > 0;
    changes('DELETE FROM token WHERE until_ms <= ?', nowMs);
    if (!isUsed) return null;
    return { tenant: String(row['tenant']), device: String(row['device']) };
  },
});

/** The operator's book of a relay, `relay.db`: whom it serves. Commands write it beside the relay that runs. */
export const openTenantBook = (folder: string) => {
  const database = openDatabase(join(folder, 'relay.db'), MIGRATIONS);
  const one: One = (sql, ...values) => asFault(database, () => database.prepare(sql).get(...values));
  const changes: Changes = (sql, ...values) => {
    let changed = 0;
    inTransaction(database, () => {
      changed = Number(database.prepare(sql).run(...values).changes);
    });
    return changed;
  };
  return {
    all: (): readonly Tenant[] =>
      asFault(database, () =>
        database.prepare(`SELECT ${COLUMNS} FROM tenant ORDER BY label, tenant`).all().map(tenantOf),
      ),
    find: (tenant: string): Tenant | null => {
      const row = one(`SELECT ${COLUMNS} FROM tenant WHERE tenant = ?`, tenant);
      return row === undefined ? null : tenantOf(row);
    },
    invite: (tenant: string, label: string, secretHash: Uint8Array, untilMs: number): void => {
      changes(
        "INSERT INTO tenant (tenant, label, state, secret_hash, invited_until_ms, quota) VALUES (?, ?, 'invited', ?, ?, '{}')",
        tenant,
        label,
        secretHash,
        untilMs,
      );
    },
    invitedBy: (secretHash: Uint8Array): Tenant | null => {
      const row = one(
        `SELECT ${COLUMNS} FROM tenant WHERE state = 'invited' AND secret_hash = ?`,
        secretHash,
      );
      return row === undefined ? null : tenantOf(row);
    },
    withOrganisation: (organisationId: string): Tenant | null => {
      const row = one(`SELECT ${COLUMNS} FROM tenant WHERE organisation = ?`, organisationId);
      return row === undefined ? null : tenantOf(row);
    },
    /** Uses an invitation up; false: it was used meanwhile. */
    admit: (tenant: string, organisationId: string): boolean =>
      changes(
        "UPDATE tenant SET state = 'active', organisation = ?, secret_hash = NULL WHERE tenant = ? AND state = 'invited'",
        organisationId,
        tenant,
      ) === 1,
    setState: (tenant: string, state: TenantState): void => {
      changes('UPDATE tenant SET state = ? WHERE tenant = ?', state, tenant);
    },
    setQuota: (tenant: string, quota: Partial<TenantQuota>): void => {
      changes('UPDATE tenant SET quota = ? WHERE tenant = ?', JSON.stringify(quota), tenant);
    },
    /** Its data are gone: nothing of it is remembered. */
    forget: (tenant: string): void => {
      changes('DELETE FROM token WHERE tenant = ?', tenant);
      changes('DELETE FROM tenant WHERE tenant = ?', tenant);
    },
    ...tokensOf(one, changes),
    /** Another number whenever another process has written. */
    version: (): number => Number(one('PRAGMA data_version')?.['data_version'] ?? 0),
    close: (): void => database.close(),
  };
};
export type TenantBook = ReturnType<typeof openTenantBook>;
