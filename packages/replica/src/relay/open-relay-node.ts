import { join } from 'node:path';
import type {
  CarrierConfig,
  CarrierOutput,
  CarrierPort,
  LinkState,
  PeerAddress,
} from '../carrier/carrier-port.ts';
import { toHex } from '../cbor/bytes.ts';
import { refName } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { sha256 } from '../key/hash.ts';
import { readSegments } from '../node/directory.ts';
import { type DocumentRef } from '../document/document-ref.ts';
import { documentsOf, registryRef } from '../node/document-map.ts';
import { createRegistryCache, foldRegistry } from '../statement/registry.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';

export type RelayOptions = {
  /** A device folder of kind relay: it holds no data key. */
  readonly folder: string;
  readonly listen: PeerAddress;
  readonly dial: readonly PeerAddress[];
  readonly carrier: (config: CarrierConfig) => CarrierPort;
};

export type RelayStatus = {
  readonly deviceId: string;
  readonly port: number | null;
  readonly links: readonly LinkState[];
  /** Documents it keeps, and how many devices the registry lists. */
  readonly documents: number;
  readonly devices: number;
  readonly alarms: readonly { readonly code: string; readonly message: string }[];
};

export type RelayNode = {
  readonly status: () => RelayStatus;
  readonly onStatus: (listener: () => void) => () => void;
  readonly setLinks: (on: boolean) => void;
  readonly close: () => Promise<void>;
};

const MOST_ALARMS = 50;

/** The statements a relay has seen: from its folder and from the open documents it carries. */
const createOpenRegistry = (organisationId: string, first: readonly Uint8Array[]) => {
  const cache = createRegistryCache();
  const registry = new Map<string, Uint8Array>();
  const directory = new Map<string, Uint8Array>();
  for (const bytes of first) registry.set(toHex(sha256(bytes)), bytes);
  let state: RegistryState = foldRegistry(registry.values(), { organisationId, dataKeys: new Map(), cache });
  return {
    state: () => state,
    statements: (): readonly Uint8Array[] => [...registry.values()],
    segments: () => readSegments(directory.values(), state),
    /** True when something new was among them. */
    add: (kind: 'registry' | 'directory', all: readonly Uint8Array[]): boolean => {
      const set = kind === 'registry' ? registry : directory;
      const before = set.size;
      for (const bytes of all) set.set(toHex(sha256(bytes)), bytes);
      if (set.size === before) return false;
      state = foldRegistry(registry.values(), { organisationId, dataKeys: new Map(), cache });
      return true;
    },
  };
};
type OpenRegistry = ReturnType<typeof createOpenRegistry>;

const territoryOf = (open: OpenRegistry) => {
  const state = open.state();
  const segments = open.segments();
  const branchIds = new Set<string>();
  for (const { branchId } of state.devices.values()) if (branchId !== null) branchIds.add(branchId);
  return {
    branchIds: [...branchIds],
    series: [...state.series.values()].map(({ series, branchId }) => ({
      seriesId: series,
      branchId,
      segments: segments.get(series) ?? 1,
    })),
  };
};

/** Opens a relay: it keeps and passes on what it cannot read. Throws a Fault when its folder is not usable. */
export const openRelayNode = (options: RelayOptions): RelayNode => {
  const { keys } = readDeviceFolder(options.folder, { kind: 'file' });
  const organisation = readOrganisationFile(options.folder);
  const open = createOpenRegistry(organisation.organisationId, organisation.statements);
  const self = open.state().devices.get(keys.deviceId);
  if (self?.kind !== 'relay') {
    throw new Fault(
      'DEVICE-NOT-A-RELAY',
      'The organisation lists no relay with this key.',
      'Nothing was changed. Choose the folder of a relay.',
    );
  }
  const carrier = options.carrier({
    organisation: organisation.organisationId,
    self: { deviceId: keys.deviceId, kind: 'relay', branchId: null, tlsKeyHash: keys.public.tlsKeyHash },
    tls: { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem },
    databaseFile: join(options.folder, 'documents.db'),
    listen: options.listen,
  });
  return runRelay(options, keys.deviceId, open, carrier);
};

const runRelay = (
  options: RelayOptions,
  deviceId: string,
  open: OpenRegistry,
  carrier: CarrierPort,
): RelayNode => {
  const listeners = new Set<() => void>();
  const opened = new Set<string>();
  let port: number | null = null;
  let links: readonly LinkState[] = [];
  let alarms: RelayStatus['alarms'] = [];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  const registryChanged = (): void => {
    const allowed = [...open.state().devices.values()].filter((device) => device.deviceId !== deviceId);
    carrier.send({ type: 'peers', allowed, dial: options.dial });
    const documents = documentsOf(territoryOf(open)).filter(({ ref }) => !opened.has(refName(ref)));
    for (const { ref } of documents) opened.add(refName(ref));
    if (documents.length > 0) carrier.send({ type: 'open', documents });
  };

  const took = (ref: DocumentRef, all: readonly Uint8Array[], complete: boolean): void => {
    if (ref.kind !== 'registry' && ref.kind !== 'directory') return;
    if (open.add(ref.kind, all)) registryChanged();
    if (complete && ref.kind === 'registry') {
      // What its folder was given may be newer than its document, as at its very first start.
      carrier.send({ type: 'put', ref: registryRef, objects: open.statements().map((bytes) => ({ bytes })) });
    }
  };

  const heard = (output: CarrierOutput): void => {
    switch (output.type) {
      case 'ready':
        port = output.port;
        opened.clear();
        registryChanged();
        tell();
        break;
      case 'opened':
        if (output.ref.kind === 'registry' || output.ref.kind === 'directory') {
          carrier.send({ type: 'read', ref: output.ref });
        }
        break;
      case 'objects':
        took(
          output.ref,
          output.objects.map(({ bytes }) => bytes),
          output.complete,
        );
        break;
      case 'links':
        links = output.links;
        tell();
        break;
      case 'alarm':
        alarms = [{ code: output.code, message: output.message }, ...alarms].slice(0, MOST_ALARMS);
        tell();
        break;
      case 'held':
      case 'flushed':
        break;
    }
  };
  carrier.onOutput(heard);

  return {
    status: () => ({
      deviceId,
      port,
      links,
      documents: opened.size,
      devices: open.state().devices.size,
      alarms,
    }),
    onStatus: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setLinks: (on) => carrier.send({ type: 'link-switch', on }),
    close: () => carrier.close(),
  };
};
