import type { CatalogChange } from '@tillmesh/model';
import { tick, type HybridTime } from '../clock/hybrid-clock.ts';
import { refName } from '../document/document-ref.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import { catalogRef } from '../node/document-map.ts';
import type { Outbox } from '../node/outbox.ts';
import { withAspect } from '../node/take-value.ts';
import { type Aspect, catalogValue, VALUE_VERSION } from '../node/value-body.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { ProductRow } from '../store/product-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { signValue, valueHash } from '../value/value.ts';

/** Values signed before the loop gives way to a sale. */
const SIGNED_AT_ONCE = 40;

export type SignedChange = {
  readonly change: CatalogChange;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly supersedes: readonly Uint8Array[];
};

export type CatalogDeskDeps = {
  readonly store: TillStore;
  readonly keys: DeviceKeys;
  readonly organisationKey: () => DataKey;
  readonly outbox: Outbox;
  readonly random: RandomBytes;
  readonly productsChanged: (ids: ReadonlySet<string>) => void;
};

const aspectOf = (change: CatalogChange): Aspect => {
  switch (change.aspect) {
    case 'core':
      return { aspect: 'core', core: change.core };
    case 'price':
      return { aspect: 'price', priceListId: change.priceListId, priceMinor: change.price.priceMinor };
    case 'status':
      return { aspect: 'status', active: change.status.active };
  }
};

const signChange = (
  deps: CatalogDeskDeps,
  change: CatalogChange,
  clock: HybridTime,
  staffId: string | null,
): SignedChange => {
  const { subject, body } = catalogValue(change);
  const supersedes = deps.store.objects
    .ofKey(refName(catalogRef(change.productId)), subject)
    .filter(({ state, current }) => state === OBJECT_STATE.valid && current)
    .map(({ hash }) => hash);
  const draft = { subject, parents: supersedes, clock, staffId, version: VALUE_VERSION, body };
  return {
    change,
    subject,
    supersedes,
    bytes: signValue(draft, deps.keys, deps.organisationKey(), deps.random),
  };
};

/** Signs catalogue changes ahead of their transaction, in slices, and writes them inside it. */
export const createCatalogDesk = (deps: CatalogDeskDeps) => {
  const { store } = deps;
  let written: ReadonlySet<string> = new Set();

  return {
    sign: async (
      changes: readonly CatalogChange[],
      nowMs: number,
      staffId: string | null,
    ): Promise<readonly SignedChange[]> => {
      const signed: SignedChange[] = [];
      let clock: HybridTime = { utcMs: 0, counter: 0 };
      for (const change of changes) {
        clock = tick(clock, nowMs);
        signed.push(signChange(deps, change, clock, staffId));
        if (signed.length % SIGNED_AT_ONCE === 0) await new Promise((resolve) => void setImmediate(resolve));
      }
      return signed;
    },
    /** Inside the transaction: writes what was decided, with the values signed for it ahead. */
    write: (
      signed: readonly SignedChange[],
      decided: readonly CatalogChange[],
      nowMs: number,
      staffId: string | null,
    ): void => {
      const ready = new Map(signed.map((item) => [JSON.stringify(item.change), item]));
      const rows = new Map<string, { before: ProductRow | null; row: ProductRow }>();
      for (const wanted of decided) {
        // The catalogue may have changed while the values were signed.
        const item =
          ready.get(JSON.stringify(wanted)) ??
          signChange(deps, wanted, { utcMs: nowMs, counter: 0 }, staffId);
        const { change, subject, bytes, supersedes } = item;
        const ref = catalogRef(change.productId);
        for (const hash of supersedes) store.objects.setCurrent(hash, false);
        store.objects.add({
          hash: valueHash(bytes),
          document: refName(ref),
          key: subject,
          current: true,
          state: OBJECT_STATE.valid,
          bytes,
        });
        deps.outbox.add(ref, { key: subject, bytes });
        const known = rows.get(change.productId);
        const before = known === undefined ? store.products.get(change.productId) : known.before;
        const row = known?.row ?? before ?? { prices: {}, active: true };
        rows.set(change.productId, { before, row: withAspect(row, aspectOf(change)) });
      }
      for (const [id, { before, row }] of rows) store.products.put(id, row, before);
      written = new Set(rows.keys());
    },
    /** After the commit: whose words changed. */
    committed: (): void => {
      if (written.size > 0) deps.productsChanged(written);
      written = new Set();
    },
    rolledBack: (): void => {
      written = new Set();
    },
  };
};
export type CatalogDesk = ReturnType<typeof createCatalogDesk>;
