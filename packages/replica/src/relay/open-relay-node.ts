import { join } from 'node:path';
import type {
  CarrierConfig,
  CarrierOutput,
  CarrierPort,
  LinkState,
  PeerAddress,
  Quarantine,
} from '../carrier/carrier-port.ts';
import { type DocumentRef, refName } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { cloneWords } from '../node/device-words.ts';
import { ExceptionBook, type Happening } from '../node/exception-book.ts';
import { asException } from '../node/exception-code.ts';
import type { ExceptionState, QuarantineState, Self } from '../node/node-port.ts';
import { quarantineState } from '../node/quarantine-board.ts';
import { createOpenTable } from '../node/open-table.ts';
import { holdFolder } from '../node/folder-lock.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { createOpenRegistry, type OpenRegistry } from './open-registry.ts';

export type RelayOptions = {
  /** A device folder of kind relay: it holds no data key. */
  readonly folder: string;
  readonly listen: PeerAddress;
  readonly dial: readonly PeerAddress[];
  readonly carrier: (config: CarrierConfig) => CarrierPort;
  /** See `NodeOptions`. */
  readonly program?: string;
};

export type RelayStatus = {
  readonly deviceId: string;
  readonly port: number | null;
  readonly links: readonly LinkState[];
  /** Documents it keeps, and how many devices the registry lists. */
  readonly documents: number;
  readonly devices: number;
  readonly alarms: readonly { readonly code: string; readonly message: string }[];
  /** As of a till (see `NodeStatus`), since this start: the newest first. */
  readonly exceptions: readonly RelayException[];
  readonly quarantines: readonly QuarantineState[];
};

/** The device at fault and the document it is about, as far as they are known; times in UTC milliseconds. */
export type RelayException = Omit<ExceptionState, 'id' | 'seen'>;

export type RelayNode = {
  readonly status: () => RelayStatus;
  readonly onStatus: (listener: () => void) => () => void;
  readonly setLinks: (on: boolean) => void;
  readonly close: () => Promise<void>;
};

const MOST_ALARMS = 50;
const MOST_EXCEPTIONS = 200;

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
  const letGo = holdFolder(options.folder);
  const carrier = options.carrier({
    organisation: organisation.organisationId,
    self: { deviceId: keys.deviceId, kind: 'relay', branchId: null, tlsKeyHash: keys.public.tlsKeyHash },
    tls: { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem },
    signPrivate: keys.signPrivate,
    databaseFile: join(options.folder, 'documents.db'),
    listen: options.listen,
    ...(options.program === undefined ? {} : { program: options.program }),
  });
  const { deviceId, code } = self;
  return runRelay(options, { deviceId, kind: 'relay', branchId: null, code }, open, carrier, letGo);
};

/** The newest of what a relay has to say of itself. */
const createRelayBoard = (nowMs: () => number) => {
  const book = new ExceptionBook();
  let quarantines: readonly QuarantineState[] = [];
  const listeners = new Set<() => void>();
  let port: number | null = null;
  let links: readonly LinkState[] = [];
  let alarms: RelayStatus['alarms'] = [];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    started: (at: number | null): void => {
      port = at;
      tell();
    },
    linked: (now: readonly LinkState[]): void => {
      links = now;
      tell();
    },
    quarantined: (all: readonly Quarantine[]): void => {
      quarantines = all.filter(({ isOver }) => !isOver).map(quarantineState);
      tell();
    },
    raise: (happening: Happening): void => {
      const exception = asException(happening);
      if (exception !== null) book.note(exception, nowMs());
      const { code, message } = happening;
      alarms = [{ code, message }, ...alarms].slice(0, MOST_ALARMS);
      tell();
    },
    listen: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    all: () => ({
      port,
      links,
      alarms,
      exceptions: book
        .all()
        .slice(0, MOST_EXCEPTIONS)
        .map(({ code, deviceId, document, message, firstMs, lastMs, times }) => ({
          code,
          deviceId,
          document,
          message,
          firstMs,
          lastMs,
          times,
        })),
      quarantines,
    }),
  };
};

const isOpenKind = (kind: DocumentRef['kind']): kind is 'registry' | 'directory' =>
  kind === 'registry' || kind === 'directory';

const runRelay = (
  options: RelayOptions,
  self: Self,
  open: OpenRegistry,
  carrier: CarrierPort,
  letGo: () => void,
): RelayNode => {
  const board = createRelayBoard(Date.now);
  const table = createOpenTable(carrier, self, open.state, open.territory);
  table.setDial(options.dial);

  const took = ({ ref, objects, complete }: Extract<CarrierOutput, { type: 'objects' }>): void => {
    if (!isOpenKind(ref.kind)) return;
    const all = objects.map(({ bytes }) => bytes);
    if (open.add(ref.kind, all)) table.tell();
    if (complete && ref.kind === 'registry') {
      // What its folder was given may be newer than its document, as at its very first start.
      carrier.send({ type: 'put', ref, objects: open.statements().map((bytes) => ({ bytes })) });
    }
  };

  const heard = (output: CarrierOutput): void => {
    switch (output.type) {
      case 'ready':
      case 'listening':
        if (output.type === 'ready') table.tellAgain();
        return board.started(output.port);
      case 'opened':
        return isOpenKind(output.ref.kind) ? carrier.send({ type: 'read', ref: output.ref }) : undefined;
      case 'objects':
        return took(output);
      case 'links':
        return board.linked(output.links);
      case 'alarm':
        return board.raise({
          code: output.code,
          message: output.message,
          deviceId: output.peer ?? null,
          document: output.ref === undefined ? null : refName(output.ref),
        });
      case 'quarantines':
        return board.quarantined(output.quarantines);
      case 'cloned':
        return board.raise({
          code: 'DEVICE-CLONED',
          message: cloneWords(open.state(), self, output.deviceId),
          deviceId: output.deviceId,
          document: null,
        });
      // A relay has no entries, and is found by its address.
      default:
        return undefined;
    }
  };
  const stopListening = carrier.onOutput(heard);

  return {
    status: () => ({
      deviceId: self.deviceId,
      ...board.all(),
      documents: table.size(),
      devices: open.state().devices.size,
    }),
    onStatus: board.listen,
    setLinks: table.setLinks,
    close: async () => {
      stopListening();
      await carrier.close();
      letGo();
    },
  };
};
