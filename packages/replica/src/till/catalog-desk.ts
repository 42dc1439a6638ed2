import { type CatalogChange, type CommandOf, type Context, decide, type TillState } from '@tillmesh/model';
import { refName } from '../document/document-ref.ts';
import { catalogRef } from '../node/document-map.ts';
import type { Outbox } from '../node/outbox.ts';
import { subjectOf } from '../node/value-body.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { SealedProduct } from '../store/product-table.ts';
import { rememberCatalog } from './known-catalog.ts';
import { createPacer } from './pacer.ts';
import {
  isStillRight,
  sealProduct,
  signChange,
  type SignedChange,
  type SigningDeps,
} from './signed-change.ts';

export type CatalogDeskDeps = SigningDeps & {
  readonly outbox: Outbox;
  readonly context: () => Context;
  readonly productsChanged: (ids: ReadonlySet<string>) => void;
  readonly monotonicMs: () => number;
};

/** What was done ahead of a command's transaction. */
export type CatalogWork = {
  readonly lookup: () => Context['lookup'];
  /** Inside the transaction: writes what was decided. */
  readonly write: (decided: readonly CatalogChange[], staffId: string | null) => void;
};

const byProduct = (changes: readonly CatalogChange[]): ReadonlyMap<string, readonly CatalogChange[]> => {
  const groups = new Map<string, CatalogChange[]>();
  for (const change of changes) {
    const group = groups.get(change.productId);
    if (group === undefined) groups.set(change.productId, [change]);
    else group.push(change);
  }
  return groups;
};

/** Values signed and rows sealed, as everything stood at one revision of the product table. */
type Ready = {
  readonly revision: number;
  readonly staffId: string | null;
  readonly signed: ReadonlyMap<string, SignedChange>;
  readonly rows: ReadonlyMap<string, SealedProduct>;
};
const NOTHING_READY: Ready = { revision: -1, staffId: null, signed: new Map(), rows: new Map() };

const makeReady = async (
  deps: SigningDeps,
  changes: readonly CatalogChange[],
  staffId: string | null,
  pace: () => Promise<void> | undefined,
): Promise<Ready> => {
  const revision = deps.store.products.revision();
  const signed = new Map<string, SignedChange>();
  const rows = new Map<string, SealedProduct>();
  for (const [id, group] of byProduct(changes)) {
    for (const change of group) {
      const item = signChange(deps, change, staffId);
      signed.set(item.subject, item);
    }
    rows.set(id, sealProduct(deps.store, id, group));
    await pace();
  }
  return { revision, staffId, signed, rows };
};

/** Signs catalogue changes ahead of their transaction, giving way to sales, and writes them inside it. */
export const createCatalogDesk = (deps: CatalogDeskDeps) => {
  const { store, outbox } = deps;
  let written = new Set<string>();

  const writeValue = ({ change, subject, hash, bytes, supersedes }: SignedChange): void => {
    const ref = catalogRef(change.productId);
    for (const { position } of supersedes) store.objects.setCurrent(position, false);
    store.objects.add({
      hash,
      document: refName(ref),
      key: subject,
      current: true,
      state: OBJECT_STATE.valid,
      bytes,
    });
    outbox.add(ref, { key: subject, bytes });
  };

  const write = (ready: Ready, decided: readonly CatalogChange[], staffId: string | null): void => {
    // While no product changed, what was decided now is what was decided then.
    const fresh = store.products.revision() === ready.revision;
    const valueOf = (change: CatalogChange): SignedChange => {
      const made = ready.staffId === staffId ? ready.signed.get(subjectOf(change)) : undefined;
      const usable = made !== undefined && (fresh || isStillRight(store, made, change));
      return usable ? made : signChange(deps, change, staffId);
    };
    for (const [id, group] of byProduct(decided)) {
      for (const change of group) writeValue(valueOf(change));
      const row = fresh ? ready.rows.get(id) : undefined;
      store.products.putSealed(row ?? sealProduct(store, id, group));
      written.add(id);
    }
  };

  return {
    /** Everything that takes time, outside any transaction; sales go on meanwhile. */
    prepare: async (command: CommandOf<'catalog.put'>, state: TillState): Promise<CatalogWork> => {
      const pace = createPacer(deps.monotonicMs);
      const context = deps.context();
      const lookup = await rememberCatalog(command, context.lookup, store.products, pace);
      const decided = decide(state, command, { ...context, lookup: lookup() });
      const changes = decided.ok ? (decided.decision.catalog ?? []) : [];
      await pace();
      const staffId = state.session?.staffId ?? null;
      const ready = changes.length === 0 ? NOTHING_READY : await makeReady(deps, changes, staffId, pace);
      return { lookup, write: (wanted, by) => write(ready, wanted, by) };
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
