import type {
  CarrierOutput,
  CarrierPort,
  DocumentRef,
  LinkState,
  PeerAddress,
} from '../carrier/carrier-port.ts';
import { mayHold } from '../document/access.ts';
import { refName } from '../document/document-ref.ts';
import type { CopyBoard } from './copy-board.ts';
import { documentsOf, type Territory } from './document-map.ts';
import type { HeldWatermark } from './held-watermark.ts';
import type { Ingest } from './ingest.ts';
import type { Self } from './node-port.ts';
import type { Refill } from './refill.ts';
import type { Roster } from './roster.ts';

export type CarrierSessionDeps = {
  readonly carrier: CarrierPort;
  readonly self: Self;
  readonly roster: () => Roster;
  readonly territory: () => Territory;
  readonly ownSeries: () => string | null;
  readonly ingest: Ingest;
  readonly refill: Refill;
  readonly watermark: HeldWatermark;
  readonly copies: CopyBoard;
  readonly alarm: (code: string, message: string) => void;
  readonly statusChanged: () => void;
};

/**
 * The main process's side of its carrier: tells it which documents and peers there are, again after
 * each of its restarts, and passes on what it says.
 */
export const createCarrierSession = (deps: CarrierSessionDeps) => {
  const { carrier, self, ingest } = deps;
  let dial: readonly PeerAddress[] = [];
  let links: readonly LinkState[] = [];
  let port: number | null = null;
  let running = false;
  let linksOn = true;
  let opened = new Set<string>();

  const tellPeers = (): void => {
    const allowed = [...deps.roster().devices.values()]
      .filter(({ deviceId }) => deviceId !== self.deviceId)
      .map(({ deviceId, kind, branchId, tlsKeyHash }) => ({ deviceId, kind, branchId, tlsKeyHash }));
    carrier.send({ type: 'peers', allowed, dial });
  };

  const openDocuments = (): void => {
    const documents = documentsOf(deps.territory()).filter(
      ({ ref, branchId }) => mayHold(self, ref.kind, branchId) && !opened.has(refName(ref)),
    );
    for (const { ref } of documents) opened.add(refName(ref));
    if (documents.length > 0) carrier.send({ type: 'open', documents });
  };

  const confirm = (series: string): void => {
    const place = deps.roster().series.get(series);
    const held = deps.watermark.of(series);
    if (place === undefined || held === null || place.deviceId === self.deviceId) return;
    carrier.send({ type: 'confirm', to: place.deviceId, series, sequence: held.sequence, hash: held.hash });
  };

  const registryChanged = (): void => {
    if (!running) return;
    tellPeers();
    openDocuments();
  };

  const started = (at: number | null): void => {
    port = at;
    running = true;
    opened = new Set();
    if (!linksOn) carrier.send({ type: 'link-switch', on: false });
    registryChanged();
    for (const series of deps.roster().series.keys()) confirm(series);
    deps.statusChanged();
  };

  const heard = (output: CarrierOutput): void => {
    switch (output.type) {
      case 'ready':
        started(output.port);
        break;
      case 'opened':
        deps.refill.opened(output.ref, output.count, output.digest);
        break;
      case 'objects':
        ingest.take(output.ref, output.objects);
        if (output.complete) deps.refill.putBack(output.ref, output.objects);
        break;
      case 'links':
        links = output.links;
        deps.statusChanged();
        break;
      case 'held':
        if (deps.copies.held(output.by, output.series, output.sequence, output.hash)) deps.statusChanged();
        break;
      case 'flushed':
        break;
      case 'alarm':
        if (output.code === 'CARRIER-DIED') {
          running = false;
          links = [];
        }
        deps.alarm(output.code, output.message);
        deps.statusChanged();
        break;
    }
  };
  const stopListening = carrier.onOutput(heard);

  return {
    /** Whether the carrier was told to open the document, in its present life. */
    isOpen: (ref: DocumentRef): boolean => running && opened.has(refName(ref)),
    registryChanged,
    confirm,
    setPeers: (addresses: readonly PeerAddress[]): void => {
      dial = addresses;
      if (running) tellPeers();
    },
    setLinks: (on: boolean): void => {
      linksOn = on;
      carrier.send({ type: 'link-switch', on });
    },
    status: () => ({ carrier: running ? ('running' as const) : ('restarting' as const), links, port }),
    close: stopListening,
  };
};
export type CarrierSession = ReturnType<typeof createCarrierSession>;
