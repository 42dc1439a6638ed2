import { documentIdOf } from '../document/document-id.ts';
import type { DocumentRef } from '../document/document-ref.ts';
import type { ChunkStore } from '../chunk-store/chunk-store.ts';
import { ContentGate } from '../gate/content-gate.ts';
import { namedIn } from '../gate/named-signer.ts';
import type { ObjectGate } from '../gate/object-gate.ts';
import { SignerTable } from '../gate/signers.ts';
import { reasonOf } from '../link/frame.ts';
import { CarrierDocuments } from './carrier-documents.ts';
import { CarrierLinks } from './carrier-links.ts';
import { createRest, type DocumentRest } from './document-rest.ts';
import type { CarrierConfig, CarrierInput, CarrierOutput, MutedPair } from './carrier-port.ts';
import { type CarrierFigures, figuresOf, type OpenCarrier } from './carrier-figures.ts';
import { processPorts, type CarrierPorts } from './carrier-ports.ts';
import { LET_GO, refusedText } from './carrier-words.ts';
import { createExchanges, createObjectGate } from './exchange.ts';
import type { FreshExchange } from './fresh-exchange.ts';
import type { HoldingDesk } from './holding-desk.ts';
import type { ShareBoard } from './share-board.ts';
import type { ObjectExchange } from './object-exchange.ts';
import { heldIn } from '../link/wire-message.ts';
import { createHearing } from './hearing.ts';
import { inTheEnd } from './in-the-end.ts';
import { OutputBoard } from './output-board.ts';
import { isPanic } from './panic.ts';
import { RepoHost } from './repo-host.ts';
import { NO_NOTE, NO_WORK } from './work-note.ts';

/**
 * A carrier in this process: documents of opaque objects, their storage, and links to other devices.
 * Throws a Fault when the documents file cannot be opened. `ready` follows when it listens.
 */
export const createCarrier = (config: CarrierConfig, ports: CarrierPorts = processPorts()): OpenCarrier =>
  new Carrier(config, ports);

class Carrier implements OpenCarrier {
  readonly #ports: CarrierPorts;
  readonly #documents: CarrierDocuments;
  readonly #links: CarrierLinks;
  readonly #signers = new SignerTable();
  readonly #objects: ObjectGate;
  readonly #exchange: ObjectExchange;
  readonly #fresh: FreshExchange;
  readonly #shares: ShareBoard;
  readonly #holdings: HoldingDesk;
  readonly #closeStore: () => void;
  readonly #host: RepoHost;
  readonly #rest: DocumentRest | null;
  readonly #idOf: (ref: DocumentRef) => string;
  readonly #outputs = new OutputBoard();
  readonly #started: Promise<void>;
  readonly #hearing = createHearing(() => ({
    turns: this.#host.turns,
    rest: this.#rest,
    documents: this.#documents,
    exchange: this.#exchange,
    fresh: this.#fresh,
  }));
  #closing: Promise<void> | null = null;
  readonly figures = (): CarrierFigures => figuresOf(this.#documents.table.size, this.#rest, this.#host);

  constructor(config: CarrierConfig, ports: CarrierPorts) {
    this.#ports = ports;
    const emit = (output: CarrierOutput): void => this.#outputs.emit(output);
    this.#idOf = (ref) => documentIdOf(config.organisation, ref);
    const store = ports.openStore(
      config.databaseFile,
      ({ code, message, documentId }) => emit({ type: 'alarm', code, message, ...this.#named(documentId) }),
      ports.onPanic,
      config.self.kind === 'relay',
    );
    this.#closeStore = () => store.close();
    this.#links = this.#createLinks(config, emit);
    const parts = { signers: this.#signers, documents: () => this.#documents };
    this.#objects = createObjectGate(parts, config, (documentId) => this.#pause(documentId));
    const exchanges = createExchanges({
      gate: this.#objects,
      timers: ports.timers,
      self: config.self,
      ...parts,
      links: this.#links,
      store,
      emit,
    });
    this.#exchange = exchanges.objects;
    this.#fresh = exchanges.fresh;
    this.#shares = exchanges.shares;
    this.#holdings = exchanges.holdings;
    this.#mute(ports.orders?.muted ?? []);
    this.#rest = createRest({
      selfId: config.self.deviceId,
      ports,
      store,
      documents: () => this.#documents,
      host: () => this.#host,
      mayRest: (id) => !this.#exchange.involves(id) && !this.#fresh.involves(id),
      mesh: this.#links.mesh,
    });
    this.#host = this.#createHost(config, store);
    this.#documents = new CarrierDocuments({
      config,
      host: this.#host,
      soon: ports.timers.soon,
      emit,
      onPanic: ports.onPanic,
      closed: new Set(ports.orders?.closed.map(this.#idOf)),
      rest: this.#rest,
      holderOf: (deviceId) => this.#links.peer(deviceId),
      lets: (...pair) => this.#links.mesh.metered.lets(...pair),
      onNews: (documentId, objects, from) => {
        this.#exchange.news(documentId, objects, from);
        if (from === null) this.#fresh.wrote(documentId, objects);
        this.#links.tellSoon();
      },
      onStated: (objects) => {
        if (this.#signers.learn(namedIn(objects, config.organisation))) this.#signersChanged();
      },
    });
    this.#started = this.#start();
  }

  #createLinks(config: CarrierConfig, emit: (output: CarrierOutput) => void): CarrierLinks {
    return new CarrierLinks({
      config,
      ports: this.#ports,
      emit,
      documentOf: (documentId) => this.#documents.reachable(documentId),
      turnOfDocument: (documentId) => this.#documents.table.turnOf(documentId),
      extentOfDocument: (documentId) => this.#documents.table.extentOf(documentId),
      refOf: (documentId) => this.#documents.wanted(documentId)?.ref ?? null,
      signKeyOf: (deviceId) => this.#signers.keyOf(deviceId),
      onObjects: (from, { documentId, objects }) => this.#hearing.objects(from, documentId, objects),
      onHolding: (from, holding) => this.#holdings.heard(from, holding),
      onFresh: (from, { documentId, objects }) => this.#hearing.fresh(from, documentId, objects),
      // A relay asks nobody to hold anything for it, and has many documents.
      sharesOf: (peers) => (config.self.kind === 'relay' ? [] : this.#shares.shares(peers)),
      onParted: (from, documentId) => this.#exchange.again(from, documentId),
      onLinked: (deviceId) => {
        this.#exchange.again(deviceId);
        this.#holdings.linked(deviceId);
        this.#rest?.linked(deviceId, this.#links.peer(deviceId)?.kind === 'relay');
      },
      onLost: (deviceId) => {
        for (const each of [this.#exchange, this.#fresh, this.#rest]) each?.lost(deviceId);
      },
    });
  }

  #createHost(config: CarrierConfig, store: ChunkStore): RepoHost {
    const { mesh } = this.#links;
    const { timers, random, onPanic, work = NO_NOTE, orders } = this.#ports;
    return new RepoHost({
      deviceId: config.self.deviceId,
      ...timers,
      random,
      isRelay: config.self.kind === 'relay',
      onStored: this.#ports.onStored,
      store,
      work: {
        begin: (step, documentId, peer) => {
          const { ref } = this.#named(documentId);
          return ref === undefined ? NO_WORK : work.begin({ step, ref, peer });
        },
        broke: work.broke,
      },
      setAside: new Set(orders?.setAside.map(this.#idOf)),
      network: mesh,
      gate: new ContentGate({ objects: this.#objects, pause: (documentId) => this.#pause(documentId) }),
      refOf: (documentId) => this.#documents.known(documentId)?.ref ?? null,
      mayShare: (peer, documentId) => this.#documents.table.mayShare(peer, documentId),
      onArrival: (...arrival) => this.#documents.arrived(...arrival),
      onKeys: (...taken) => this.#documents.keysTaken(...taken),
      onUnsaved: (documentId) => this.#documents.unsaved(documentId),
      reach: async (documentId, from, data) => (await this.#rest?.reach(documentId, from, data)) ?? true,
      onStuck: () => mesh.dropAll('what came is not on the disk yet, and too much waits for it'),
      onReceiveFailed: (documentId, from, error) => {
        // A panic may come of what was taken before: who keeps the process counts at whose messages it ends.
        if (isPanic(error)) return onPanic(error);
        const message = `A message could not be taken up: ${reasonOf(error)}.`;
        mesh.mute(from, documentId, 'SYNC-MESSAGE-BROKEN', message);
      },
      onRefused: (documentId, from, rule, reason) =>
        mesh.mute(from, documentId, 'CHANGE-REFUSED', refusedText(rule, reason)),
      onPart: (documentId, from, why) => this.#exchange.begin(documentId, from, why),
      onLetGo: (from, why) => mesh.drop(from, LET_GO[why]),
    });
  }

  /** More is known of who may sign: what waited for it is looked at again. */
  #signersChanged(): void {
    this.#host.signersChanged();
    for (const each of this.#exchange.takeWaiting())
      this.#hearing.objects(each.peer, each.documentId, each.packed);
  }

  /** A document as alarms and notes name it. */
  #named(documentId: string | null): { ref?: DocumentRef } {
    const ref = documentId === null ? undefined : this.#documents.wanted(documentId)?.ref;
    return ref === undefined ? {} : { ref };
  }

  /** What is under quarantine, the whole list. */
  #mute(muted: readonly MutedPair[]): void {
    this.#links.mesh.setQuarantine(
      muted.map(({ ref, peer }) => ({ peer, documentId: ref === null ? null : this.#idOf(ref) })),
    );
  }

  /** Others get their turn; then the document is at work again. */
  async #pause(documentId: string): Promise<void> {
    await new Promise<void>((resolve) => this.#ports.timers.soon(resolve));
    this.#host.turns.goesOn(documentId);
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
        if (input.signers !== undefined) {
          this.#signers.replace(input.signers);
          this.#signersChanged();
        }
        return this.#links.setPeers(input.allowed, input.dial);
      case 'metered':
        return this.#links.setMetered(input.links);
      case 'hints':
        return this.#links.addHints(input.addresses);
      case 'confirm':
        return this.#links.confirm(input.to, heldIn(input));
      case 'holding':
        return this.#holdings.own(input.holding);
      case 'visit':
        return this.#links.mesh.sendVisit(input.to, input.visit);
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
    return this.#outputs.listen(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #start(): Promise<void> {
    this.#outputs.emit({ type: 'ready', port: await this.#links.start() });
  }

  async #flush(token: string): Promise<void> {
    if (await this.#save()) this.#outputs.emit({ type: 'flushed', token });
  }

  async #save(): Promise<boolean> {
    try {
      await this.#documents.flush();
      return true;
    } catch (error) {
      const message = `Saving failed: ${reasonOf(error)}.`;
      this.#outputs.emit({ type: 'alarm', code: 'DOCUMENTS-NOT-SAVED', message });
      return false;
    }
  }

  async #close(): Promise<void> {
    await this.#links.stop();
    await this.#started;
    this.#fresh.close();
    const { timers } = this.#ports;
    const [save, rest] = [() => this.#save(), () => this.#rest?.close()];
    await inTheEnd(timers, save, rest);
    this.#closeStore();
  }
}
