import type { AllowedPeer, CarrierPort, DocumentRef, PeerAddress, Signers } from '../carrier/carrier-port.ts';
import { mayHold } from '../document/access.ts';
import { refName } from '../document/document-ref.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import { documentsOf, type Territory } from './document-map.ts';
import type { Self } from './node-port.ts';

type Listed = {
  readonly devices: ReadonlyMap<string, Signers['devices'][number] & AllowedPeer>;
  readonly series: ReadonlyMap<string, Signers['series'][number]>;
  readonly rootKey: Signers['rootKey'];
  readonly owners: RegistryState['owners'];
  /** Devices that may not link. What they signed goes on being taken and passed on: others hold it. */
  readonly revoked: { readonly has: (deviceId: string) => boolean };
};

const signersOf = ({ devices, series, rootKey, owners }: Listed): Signers => ({
  rootKey,
  devices: [
    ...[...devices.values()].map(({ deviceId, signKey }) => ({ deviceId, signKey })),
    ...[...owners.values()].map(({ ownerId, ownerKey }) => ({ deviceId: ownerId, signKey: ownerKey })),
  ],
  series: [...series.values()].map((one) => ({ series: one.series, deviceId: one.deviceId })),
});

/** What a carrier was told, in its present life: which documents to open, whom to link, whether to link at all. */
export const createOpenTable = (
  carrier: CarrierPort,
  self: Self,
  listed: () => Listed,
  territory: () => Territory,
  /** Told at each start of the carrier. */
  hints: () => readonly PeerAddress[] = () => [],
) => {
  let opened = new Set<string>();
  /** Opened, and not compared with till.db yet. */
  let settling = new Set<string>();
  let dial: readonly PeerAddress[] = [];
  let linksOn = true;

  const tellPeers = (): void => {
    const allowed = [...listed().devices.values()]
      .filter(({ deviceId }) => deviceId !== self.deviceId && !listed().revoked.has(deviceId))
      .map(({ deviceId, kind, branchId, tlsKeyHash }) => ({ deviceId, kind, branchId, tlsKeyHash }));
    carrier.send({ type: 'peers', allowed, dial, signers: signersOf(listed()) });
  };

  const tell = (): void => {
    tellPeers();
    const documents = documentsOf(territory()).filter(
      ({ ref, branchId }) => mayHold(self, ref.kind, branchId) && !opened.has(refName(ref)),
    );
    for (const { ref } of documents) {
      opened.add(refName(ref));
      settling.add(refName(ref));
    }
    if (documents.length > 0) carrier.send({ type: 'open', documents });
  };

  return {
    /** Documents and peers as they are now; only what is new is opened. */
    tell,
    /** A carrier that was just started knows nothing. */
    tellAgain: (): void => {
      opened = new Set();
      settling = new Set();
      if (!linksOn) carrier.send({ type: 'link-switch', on: false });
      // Before the peers: who was asked at a start includes those remembered.
      const addresses = hints();
      if (addresses.length > 0) carrier.send({ type: 'hints', addresses });
      tell();
    },
    isOpen: (ref: DocumentRef): boolean => opened.has(refName(ref)),
    /** The document holds all that till.db has of it. */
    settled: (ref: DocumentRef): void => void settling.delete(refName(ref)),
    isSettled: (): boolean => settling.size === 0,
    size: (): number => opened.size,
    /** Told with the next `tell`. */
    setDial: (addresses: readonly PeerAddress[]): void => {
      dial = addresses;
    },
    tellPeers,
    setLinks: (on: boolean): void => {
      linksOn = on;
      carrier.send({ type: 'link-switch', on });
    },
  };
};
