import {
  change,
  type Doc,
  generateSyncMessage,
  initSyncState,
  load,
  receiveSyncMessage,
  type SyncState,
} from '@automerge/automerge';
import { foldRegistry, readOrganisationFile } from '@tillmesh/replica';
import {
  decodeMessage,
  documentIdOf,
  type DocumentRef,
  encodeJoin,
  encodeRepoMessage,
  genesisOf,
  type LinkSocket,
  readDeviceFolder,
  tlsTransport,
} from '@tillmesh/replica/port';

type Draft = Record<string, unknown>;
type Held = { document: Doc<Draft>; sync: SyncState };

/** The way to one till, as an enrolled device has it; what is said on it is up to the test. */
export type RawLink = {
  /** Takes part in a document until nothing new comes for a moment, then does this to it and sends that. */
  readonly spoil: (ref: DocumentRef, write: (draft: Draft) => void) => Promise<void>;
  /** Sends bytes as they are. */
  readonly raw: (frame: Uint8Array) => void;
  /** Sync data that is none, for a document. */
  readonly noise: (ref: DocumentRef, data: Uint8Array) => void;
  readonly ended: Promise<void>;
  readonly close: () => void;
};

const QUIET_MS = 400;

/** An enrolled till with real keys and without its program. */
export class RawTill {
  readonly #folder: string;
  readonly #keys: ReturnType<typeof readDeviceFolder>['keys'];
  readonly #organisationId: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#keys = readDeviceFolder(folder, { kind: 'file' }).keys;
    this.#organisationId = readOrganisationFile(folder).organisationId;
  }

  get deviceId(): string {
    return this.#keys.deviceId;
  }

  /** Links to the till at an address, greeting as it should. */
  async link(address: string): Promise<RawLink> {
    const [host = '', port = ''] = address.split(':');
    const { statements } = readOrganisationFile(this.#folder);
    const { devices } = foldRegistry(statements, {
      organisationId: this.#organisationId,
      dataKeys: new Map(),
    });
    const socket = await new Promise<LinkSocket>((resolve, reject) => {
      tlsTransport.dial({
        address: { host, port: Number(port) },
        tls: { key: this.#keys.tlsPrivateKeyPem, cert: this.#keys.tlsCertificatePem },
        greetingMs: 5_000,
        admit: ({ keyHash }) =>
          [...devices.values()].find(
            ({ tlsKeyHash }) => Buffer.from(tlsKeyHash).toString('hex') === keyHash,
          ) ?? null,
        onOpen: resolve,
        onFailed: (cause) => reject(new Error(cause)),
      });
    });
    return this.#greeted(socket);
  }

  async #greeted(socket: LinkSocket): Promise<RawLink> {
    const documents = new Map<string, Held>();
    let peer = '';
    let heard = (): void => undefined;
    const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const say = (documentId: string, data: Uint8Array): void => {
      const message = { type: 'sync', senderId: this.deviceId, targetId: peer, documentId, data } as const;
      socket.send(encodeRepoMessage(message));
    };
    const answer = (documentId: string, held: Held): void => {
      const [sync, data] = generateSyncMessage(held.document, held.sync);
      held.sync = sync;
      if (data !== null) say(documentId, data);
    };
    const greeted = new Promise<void>((resolve) => {
      socket.on('message', (frame) => {
        const message = decodeMessage(new Uint8Array(frame as Buffer));
        if (message?.type === 'peer') {
          peer = message.senderId;
          resolve();
        }
        if (message?.type !== 'sync' && message?.type !== 'request') return;
        const held = documents.get(message.documentId);
        if (held === undefined || message.data === undefined) return;
        const [document, sync] = receiveSyncMessage(held.document, held.sync, message.data);
        Object.assign(held, { document, sync });
        answer(message.documentId, held);
        heard();
      });
    });
    socket.send(encodeJoin(this.deviceId));
    await greeted;
    const open = (ref: DocumentRef): readonly [string, Held] => {
      const documentId = documentIdOf(this.#organisationId, ref);
      const held = documents.get(documentId) ?? {
        document: load<Draft>(genesisOf(ref.kind)),
        sync: initSyncState(),
      };
      documents.set(documentId, held);
      return [documentId, held];
    };
    return {
      spoil: async (ref, write) => {
        const [documentId, held] = open(ref);
        await quiet((again) => {
          heard = again;
          answer(documentId, held);
        });
        held.document = change(held.document, write);
        answer(documentId, held);
      },
      raw: (frame) => socket.send(frame),
      noise: (ref, data) => say(open(ref)[0], data),
      ended,
      close: () => socket.terminate(),
    };
  }
}

/** Resolves when nothing was heard for a moment. */
const quiet = (begin: (again: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    let timer = setTimeout(resolve, QUIET_MS);
    begin(() => {
      clearTimeout(timer);
      timer = setTimeout(resolve, QUIET_MS);
    });
  });
