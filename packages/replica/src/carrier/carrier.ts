import { mayHold } from '../document/access.ts';
import { documentIdOf } from '../document/document-id.ts';
import { TURNS, turnOf, type DocumentRef } from '../document/document-ref.ts';
import type { KnownDocument } from '../link/gate.ts';
import { CarrierDocuments } from './carrier-documents.ts';
import { CarrierLinks } from './carrier-links.ts';
import type { CarrierConfig, CarrierInput, CarrierOutput, CarrierPort, MutedPair } from './carrier-port.ts';
import { processPorts, type CarrierPorts } from './carrier-ports.ts';
import { isPanic, RepoHost } from './repo-host.ts';
import { NO_NOTE, NO_WORK } from './work-note.ts';

/** How long saving may hold up the end: a disk that is full stays full. */
const LAST_SAVE_MS = 3_000;

/**
 * A carrier in this process: documents of opaque objects, their storage, and links to other devices.
 * Throws a Fault when the documents file cannot be opened. `ready` follows when it listens.
 */
export const createCarrier = (config: CarrierConfig, ports: CarrierPorts = processPorts()): CarrierPort =>
  new Carrier(config, ports);

class Carrier implements CarrierPort {
  readonly #ports: CarrierPorts;
  readonly #documents: CarrierDocuments;
  readonly #links: CarrierLinks;
  readonly #closeStore: () => void;
  readonly #mute: (muted: readonly MutedPair[]) => void;
  readonly #listeners = new Set<(output: CarrierOutput) => void>();
  readonly #started: Promise<void>;
  #closing: Promise<void> | null = null;

  constructor(config: CarrierConfig, ports: CarrierPorts) {
    this.#ports = ports;
    const emit = (output: CarrierOutput): void => this.#emit(output);
    const refOf = (documentId: string | null): { ref?: DocumentRef } => {
      const ref = documentId === null ? undefined : this.#documents.wanted(documentId)?.ref;
      return ref === undefined ? {} : { ref };
    };
    const store = ports.openStore(config.databaseFile, ({ code, message, documentId }) =>
      emit({ type: 'alarm', code, message, ...refOf(documentId) }),
    );
    this.#closeStore = () => store.close();
    this.#links = new CarrierLinks({
      config,
      ports,
      emit,
      documentOf: (documentId) => known(this.#documents.known(documentId)),
      turnOfDocument: (documentId) => {
        const wanted = this.#documents.wanted(documentId);
        return wanted === null ? TURNS - 1 : turnOf(wanted.ref.kind);
      },
      refOf: (documentId) => this.#documents.wanted(documentId)?.ref ?? null,
    });
    const { mesh } = this.#links;
    const { work = NO_NOTE, orders } = ports;
    const idOf = (ref: DocumentRef): string => documentIdOf(config.organisation, ref);
    this.#mute = (muted) =>
      mesh.setQuarantine(
        muted.map(({ ref, peer }) => ({ peer, documentId: ref === null ? null : idOf(ref) })),
      );
    this.#mute(orders?.muted ?? []);
    const host = new RepoHost({
      deviceId: config.self.deviceId,
      later: ports.timers.later,
      soon: ports.timers.soon,
      isRelay: config.self.kind === 'relay',
      store,
      work: {
        begin: (step, documentId, peer) => {
          const { ref } = refOf(documentId);
          return ref === undefined ? NO_WORK : work.begin({ step, ref, peer });
        },
        broke: work.broke,
      },
      setAside: new Set(orders?.setAside.map(idOf)),
      network: mesh,
      mayShare: (deviceId, documentId) => {
        const peer = this.#links.peer(deviceId);
        const document = known(this.#documents.wanted(documentId));
        return peer !== null && document !== null && mayHold(peer, document.kind, document.branchId);
      },
      onArrival: (...arrival) => this.#documents.arrived(...arrival),
      onUnsaved: (documentId) => this.#documents.unsaved(documentId),
      onReceiveFailed: (documentId, from, error) => {
        // A panic may come of what was taken before: who keeps the process counts at whose messages it ends.
        if (isPanic(error)) return ports.onPanic(error);
        const reason = error instanceof Error ? error.message : String(error);
        return mesh.mute(
          from,
          documentId,
          'SYNC-MESSAGE-BROKEN',
          `A message could not be taken up: ${reason}.`,
        );
      },
    });
    const { soon } = ports.timers;
    const closed = new Set<string>(orders?.closed.map(idOf));
    this.#documents = new CarrierDocuments({ config, host, soon, emit, onPanic: ports.onPanic, closed });
    this.#started = this.#start();
  }

  send(input: CarrierInput): void {
    if (this.#closing !== null) return;
    switch (input.type) {
      case 'open':
        return this.#documents.open(input.documents);
      case 'put':
        return this.#documents.put(input.ref, input.objects);
      case 'read':
        return this.#documents.read(input.ref);
      case 'peers':
        return this.#links.setPeers(input.allowed, input.dial);
      case 'confirm': {
        const { series, sequence, hash } = input;
        return this.#links.confirm(input.to, { series, sequence, hash });
      }
      case 'flush':
        return void this.#flush(input.token);
      case 'link-switch':
        return this.#links.switch(input.on);
      case 'muted':
        return this.#mute(input.muted);
      case 'reopen':
        return this.#documents.reopen(input.documents);
      case 'lift':
        return undefined;
      case 'stop':
        return void this.close();
    }
  }

  onOutput(listener: (output: CarrierOutput) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #start(): Promise<void> {
    const port = await this.#links.start();
    this.#emit({ type: 'ready', port });
  }

  async #flush(token: string): Promise<void> {
    if (await this.#save()) this.#emit({ type: 'flushed', token });
  }

  async #save(): Promise<boolean> {
    try {
      await this.#documents.flush();
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#emit({ type: 'alarm', code: 'DOCUMENTS-NOT-SAVED', message: `Saving failed: ${reason}.` });
      return false;
    }
  }

  async #close(): Promise<void> {
    await this.#links.stop();
    await this.#started;
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#ports.timers.later(resolve, LAST_SAVE_MS);
    });
    await Promise.race([this.#save(), late]);
    cancel();
    this.#closeStore();
  }

  /** Each in a turn of its own, in order: what a listener throws must not end up in the middle of a change. */
  #emit(output: CarrierOutput): void {
    queueMicrotask(() => {
      for (const listener of this.#listeners) listener(output);
    });
  }
}

const known = (document: ReturnType<CarrierDocuments['known']>): KnownDocument =>
  document === null ? null : { kind: document.ref.kind, branchId: document.branchId };
