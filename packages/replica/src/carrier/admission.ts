import { getHeads } from '@automerge/automerge';
import type { DocumentRef } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import type { ContentGate } from '../gate/content-gate.ts';
import type { ContentVerdict, GateRule } from '../gate/content-verdict.ts';
import { askFor, askForAll } from '../gate/sync-container.ts';

/** A message of a peer that carries sync data. */
export type Arriving = { readonly documentId: string; readonly senderId: string; readonly data: Uint8Array };

type Opened = { readonly ref: DocumentRef; readonly document: CarrierDocument };

export type AdmissionOptions<M extends Arriving> = {
  readonly gate: ContentGate;
  readonly later: (run: () => void, delayMs: number) => () => void;
  /** An open document; null: it is not open. */
  readonly opened: (documentId: string) => Opened | null;
  /** Takes up changes that passed; they are applied before the messages that brought them are taken up. */
  readonly apply: (message: M, changes: readonly Uint8Array[]) => Promise<void>;
  readonly receive: (message: M) => Promise<void>;
  /** What passed was taken up; it put something under these keys. */
  readonly taken: (message: M, keys: readonly string[]) => void;
  /** Sends sync data to a peer. */
  readonly ask: (peer: string, documentId: string, data: Uint8Array) => void;
  readonly refused: (documentId: string, peer: string, rule: GateRule, reason: string) => void;
  /** The document is to be exchanged with this peer object by object. */
  readonly part: (documentId: string, peer: string, why: 'twins' | 'again') => void;
  /** A peer sent what nobody here can judge in time, or more than there is room for; it need not be at fault. */
  readonly letGo: (peer: string, why: LetGo) => void;
};

/** Why a link begins anew: `unknown`: signed by nobody known here; `room`: too much of it waits. */
export type LetGo = 'unknown' | 'room';

/** What may wait for changes that are missing, of one peer in one document. */
const HELD_MAX_BYTES = 16 * 1024 * 1024;
const HELD_MAX = 32;
/** And of all peers in all documents; beyond, whoever has most waiting goes, and not whoever comes next. */
const HELD_TOTAL_BYTES = 64 * 1024 * 1024;
/**
 * A peer holds all that its changes follow, and gives it when asked. Over a slow link much may be sent before; and the
 * registry may be late as well.
 */
const ANSWER_MS = 10 * 60_000;

type Held<M> = {
  messages: M[];
  readonly asked: Set<string>;
  askedForAll: boolean;
  /** `unknown`: for the registry; `wait`: for the peer. */
  waitsFor: Waiting['type'];
  readonly cancel: () => void;
};

type Waiting = Extract<ContentVerdict, { type: 'wait' | 'unknown' }>;

const bytesOf = (messages: readonly Arriving[]): number =>
  messages.reduce((sum, { data }) => sum + data.length, 0);

/**
 * Lets messages of peers through the gate, one after the other in each document. What follows changes that are not
 * here waits, whole, until they have come: Automerge would take it up before it can be judged.
 */
export class Admission<M extends Arriving> {
  readonly #options: AdmissionOptions<M>;
  /** By document and peer. */
  readonly #held = new Map<string, Map<string, Held<M>>>();

  constructor(options: AdmissionOptions<M>) {
    this.#options = options;
  }

  /** Resolves when the message was taken up, refused, or is held; rejects with what Automerge throws. */
  async take(message: M): Promise<void> {
    const { documentId, senderId } = message;
    const held = this.#held.get(documentId)?.get(senderId);
    const changed = await this.#judge([...(held?.messages ?? []), message]);
    if (changed) await this.#again(documentId, senderId);
  }

  /** What waits, and of whom. */
  held(): readonly { documentId: string; peer: string }[] {
    return [...this.#held].flatMap(([documentId, ofDocument]) =>
      [...ofDocument.keys()].map((peer) => ({ documentId, peer })),
    );
  }

  /** Judges what waits once more: more may be known by now. */
  async again(documentId: string, peer: string): Promise<void> {
    const messages = this.#held.get(documentId)?.get(peer)?.messages;
    if (messages !== undefined && (await this.#judge(messages))) await this.#again(documentId, peer);
  }

  /** A peer that is back begins anew. */
  lost(peer: string): void {
    for (const documentId of this.#held.keys()) this.#drop(documentId, peer);
  }

  /** True: the document holds more than before. */
  async #judge(messages: readonly M[]): Promise<boolean> {
    const [first] = messages;
    const opened = first === undefined ? null : this.#options.opened(first.documentId);
    if (first === undefined || opened === null) return false;
    const { documentId, senderId: from } = first;
    const { gate } = this.#options;
    const { signersVersion } = gate;
    const verdict = await gate.judge({
      documentId,
      ...opened,
      from,
      messages: messages.map(({ data }) => data),
    });
    // Who knows more by now judges again: of what is not held yet nobody else will think.
    if (verdict.type === 'unknown' && signersVersion !== gate.signersVersion) return this.#judge(messages);
    if (verdict.type !== 'wait' && verdict.type !== 'unknown') this.#drop(documentId, from);
    switch (verdict.type) {
      case 'pass':
        await this.#pass(messages, verdict);
        return verdict.changes.length > 0;
      case 'refuse':
        this.#options.refused(documentId, from, verdict.rule, verdict.reason);
        return false;
      case 'part':
        this.#options.part(documentId, from, verdict.why);
        return false;
      case 'unknown':
      case 'wait':
        this.#hold(messages, verdict, opened);
        return false;
    }
  }

  async #pass(messages: readonly M[], verdict: Extract<ContentVerdict, { type: 'pass' }>): Promise<void> {
    const { apply, receive, taken, gate } = this.#options;
    try {
      const last = messages.at(-1);
      if (last !== undefined) await apply(last, verdict.changes);
      for (const [index, message] of messages.entries()) {
        await receive({ ...message, data: verdict.messages[index] ?? message.data });
      }
      if (last !== undefined && verdict.keys.length > 0) taken(last, verdict.keys);
    } catch (error) {
      for (const { documentId } of messages) gate.forget(documentId);
      throw error;
    }
  }

  #hold(messages: readonly M[], verdict: Waiting, { ref, document }: Opened): void {
    const [first] = messages;
    if (first === undefined) return;
    const { documentId, senderId } = first;
    if (messages.length > HELD_MAX || bytesOf(messages) > HELD_MAX_BYTES) {
      this.#late(documentId, senderId, verdict.type);
      return;
    }
    const ofDocument = this.#held.get(documentId) ?? new Map<string, Held<M>>();
    this.#held.set(documentId, ofDocument);
    const held: Held<M> = ofDocument.get(senderId) ?? {
      messages: [],
      asked: new Set<string>(),
      askedForAll: false,
      waitsFor: verdict.type,
      cancel: this.#options.later(() => this.#late(documentId, senderId, held.waitsFor), ANSWER_MS),
    };
    held.messages = [...messages];
    held.waitsFor = verdict.type;
    ofDocument.set(senderId, held);
    this.#makeRoom();
    if (this.#held.get(documentId)?.get(senderId) !== held) return;
    if (verdict.type === 'unknown') {
      // A filter may have let the very statement slip that names the signer.
      if (ref.kind === 'registry' && !held.askedForAll)
        this.#options.ask(senderId, documentId, askForAll(getHeads(document)));
      held.askedForAll = true;
      return;
    }
    const fresh = verdict.missing.filter((hash) => !held.asked.has(hash));
    for (const hash of fresh) held.asked.add(hash);
    if (fresh.length > 0) this.#options.ask(senderId, documentId, askFor(verdict.heads, fresh));
  }

  /** What waits, in bytes, by peer. */
  #heldBytes(): ReadonlyMap<string, number> {
    const bytes = new Map<string, number>();
    for (const ofDocument of this.#held.values()) {
      for (const [peer, { messages }] of ofDocument)
        bytes.set(peer, (bytes.get(peer) ?? 0) + bytesOf(messages));
    }
    return bytes;
  }

  #makeRoom(): void {
    const held = [...this.#heldBytes()];
    if (held.reduce((sum, [, bytes]) => sum + bytes, 0) <= HELD_TOTAL_BYTES) return;
    const [most] = held.reduce((first, next) => (next[1] > first[1] ? next : first));
    this.lost(most);
    this.#options.letGo(most, 'room');
  }

  #late(documentId: string, peer: string, waitsFor: Waiting['type']): void {
    this.#drop(documentId, peer);
    if (waitsFor === 'unknown') this.#options.letGo(peer, 'unknown');
    else
      this.#options.refused(documentId, peer, 'missing', 'it follows changes that the device did not give');
  }

  #drop(documentId: string, peer: string): void {
    const ofDocument = this.#held.get(documentId);
    ofDocument?.get(peer)?.cancel();
    ofDocument?.delete(peer);
    if (ofDocument?.size === 0) this.#held.delete(documentId);
  }

  /** What is held of other peers may have waited for what has just come. */
  async #again(documentId: string, exceptPeer: string): Promise<void> {
    const peers = [...(this.#held.get(documentId)?.keys() ?? [])];
    for (const peer of peers) {
      const messages = this.#held.get(documentId)?.get(peer)?.messages;
      if (peer === exceptPeer || messages === undefined) continue;
      if (await this.#judge(messages)) await this.#again(documentId, peer);
    }
  }
}
