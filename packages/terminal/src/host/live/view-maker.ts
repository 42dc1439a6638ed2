import type { Change, TillNode } from '@tillmesh/replica';
import type { Topic } from '../../api/view.ts';
import type { LastDocument } from './last-document.ts';
import type { ViewMakers } from './live-feed.ts';
import { arrivalView, basketView, sessionView, shiftView, tillView } from './shop-view.ts';
import { syncWords } from './sync-words.ts';

const MAX_ARRIVALS = 20;

/** What of the screen a change of the node may touch, and how soon that has to be seen. */
export const TOUCHED_BY: Readonly<
  Record<Change, { readonly topics: readonly Topic[]; readonly when: 'now' | 'soon' }>
> = {
  state: { topics: ['session', 'shift', 'basket', 'lastDocument'], when: 'now' },
  facts: { topics: ['arrivals', 'sync'], when: 'soon' },
  catalog: { topics: ['till'], when: 'soon' },
  stock: { topics: [], when: 'soon' },
  registry: { topics: ['till', 'session', 'shift', 'arrivals', 'sync'], when: 'soon' },
  status: { topics: ['sync'], when: 'soon' },
};

export type ViewPorts = {
  readonly node: TillNode;
  readonly lastDocument: LastDocument;
  readonly catalogRevision: () => number;
  readonly offSinceMs: () => number | null;
  readonly spoken: (utcMs: number) => string;
};

export const viewMakers = ({
  node,
  lastDocument,
  catalogRevision,
  offSinceMs,
  spoken,
}: ViewPorts): ViewMakers => ({
  till: () => tillView(node),
  session: () => sessionView(node),
  shift: () => shiftView(node),
  basket: () => basketView(node.state(), node.till().branch),
  sync: () => {
    const { devices } = node.shop();
    return syncWords({ self: node.self, devices, status: node.status(), offSinceMs: offSinceMs(), spoken });
  },
  arrivals: () => {
    const shop = node.shop();
    return node.receipts(MAX_ARRIVALS).map((receipt) => arrivalView(node, shop, receipt));
  },
  lastDocument: () => lastDocument.view(),
  catalog: () => ({ revision: catalogRevision() }),
});
