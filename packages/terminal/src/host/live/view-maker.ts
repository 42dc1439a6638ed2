import type { Change, TillNode } from '@tillmesh/replica';
import type { BackupView } from '../../api/backup-view.ts';
import type { FiscalView, Topic } from '../../api/view.ts';
import { createBasketView } from './basket-view.ts';
import type { LastDocument } from './last-document.ts';
import type { Tempo, ViewMakers } from './live-feed.ts';
import { createShiftView } from './shift-view.ts';
import { arrivalView, sessionView, tillView } from './shop-view.ts';
import { safeWords } from './safe-words.ts';
import { syncWords } from './sync-words.ts';

const MAX_ARRIVALS = 20;

/** What of the screen a change of the node may touch, and how soon that has to be seen. */
export const TOUCHED_BY: Readonly<
  Record<Change, readonly { readonly topics: readonly Topic[]; readonly when: Tempo }[]>
> = {
  state: [{ topics: ['session', 'shift', 'basket', 'lastDocument'], when: 'now' }],
  facts: [
    { topics: ['arrivals'], when: 'soon' },
    // What each of many devices holds, and what a shared drawer comes to: made from many readings, and different after
    // each sale of any of them.
    { topics: ['sync', 'shift'], when: 'later' },
  ],
  catalog: [{ topics: ['till', 'basket'], when: 'soon' }],
  stock: [],
  registry: [
    { topics: ['till', 'session', 'shift', 'basket', 'arrivals'], when: 'soon' },
    { topics: ['sync'], when: 'later' },
  ],
  status: [{ topics: ['sync', 'shift'], when: 'later' }],
};

export type ViewPorts = {
  readonly node: TillNode;
  readonly lastDocument: LastDocument;
  readonly catalogRevision: () => number;
  readonly pricesRevision: () => number;
  readonly othersRevision: () => number;
  readonly nowMs: () => number;
  readonly fiscal: () => FiscalView;
  readonly backup: () => BackupView;
  /** By which backups and links are timed. */
  readonly machineNowMs: () => number;
  readonly offSinceMs: () => number | null;
  readonly spoken: (utcMs: number) => string;
};

export const viewMakers = ({
  node,
  lastDocument,
  catalogRevision,
  pricesRevision,
  othersRevision,
  nowMs,
  fiscal,
  backup,
  machineNowMs,
  offSinceMs,
  spoken,
}: ViewPorts): ViewMakers => ({
  till: () => tillView(node, fiscal()),
  session: () => sessionView(node),
  shift: createShiftView({ node, nowMs, othersRevision }),
  basket: createBasketView({ node, nowMs, pricesRevision }),
  sync: () => {
    const { devices } = node.shop();
    return syncWords({
      self: node.self,
      devices,
      status: node.status(),
      offSinceMs: offSinceMs(),
      backup: backup(),
      nowMs: machineNowMs(),
      metered: node.metered(),
      safe: safeWords({ self: node.self, devices, lags: node.lags(), spoken }),
      isTrading: node.state().shift !== null,
      spoken,
    });
  },
  arrivals: () => {
    const shop = node.shop();
    return node.receipts(MAX_ARRIVALS).map((receipt) => arrivalView(node, shop, receipt));
  },
  lastDocument: () => lastDocument.view(),
  catalog: () => ({ revision: catalogRevision() }),
});
