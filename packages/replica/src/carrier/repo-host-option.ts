import type { Patch } from '@automerge/automerge';
import type { NetworkAdapterInterface } from '@automerge/automerge-repo';
import type { ChunkStore } from '../chunk-store/chunk-store.ts';
import type { DocumentRef } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import type { ContentGate } from '../gate/content-gate.ts';
import type { GateRule } from '../gate/content-verdict.ts';
import type { LetGo } from './admission.ts';
import type { Linked } from './pace.ts';
import type { NotedWork, WorkStep } from './work-note.ts';

/** See `WorkNote`; of documents by their ids. */
export type RepoWork = {
  begin: (step: WorkStep, documentId: string, peer: string | null) => NotedWork;
  broke: (isAftermath: boolean) => void;
};

export type RepoHostOptions = {
  deviceId: string;
  later: (run: () => void, delayMs: number) => () => void;
  soon: (run: () => void) => void;
  /** From 0 up to 1. */
  random: () => number;
  /** A relay passes on what it hears at once; for others their peers mostly have heard it too. */
  isRelay: boolean;
  nowMs: () => number;
  /** Of a relay: from the arrival of a change to its being stored, in milliseconds. */
  onStored?: ((ms: number) => void) | undefined;
  store: ChunkStore;
  /** Which document is worked on is noted here. */
  work: RepoWork;
  /** What is saved of these is set aside when they are opened. */
  setAside: ReadonlySet<string>;
  network: NetworkAdapterInterface & Linked;
  /** Whether a document is shared with a device: asked before anything of it is sent or taken. */
  mayShare: (deviceId: string, documentId: string) => boolean;
  /** A peer's change; own changes are not told. `from` is null if it cannot be said. */
  onArrival: (documentId: string, document: CarrierDocument, patches: Patch[], from: string | null) => void;
  /** A peer's changes put something under these keys of a map; Automerge need not have told of each value. */
  onKeys: (documentId: string, document: CarrierDocument, keys: readonly string[], from: string) => void;
  /** Whatever has changed a document, it is not saved yet. */
  onUnsaved: (documentId: string) => void;
  /** A message could not be taken up: it is broken, or Automerge is. */
  onReceiveFailed: (documentId: string, from: string, error: unknown) => void;
  /** Before a peer's message is taken up; false: nothing is left to be done. `data`: of a sync message. */
  reach: (documentId: string, from: string, data: Uint8Array | null) => Promise<boolean>;
  /** What is to be stored before it is said finds no room on the disk any more. */
  onStuck: () => void;
  /** Judges what a message would change, before anything of it reaches the Repo. */
  gate: ContentGate;
  /** What an open document is; null: it is not open. */
  refOf: (documentId: string) => DocumentRef | null;
  onRefused: (documentId: string, from: string, rule: GateRule, reason: string) => void;
  /** The document is to be exchanged with this peer object by object; the peer need not be at fault. */
  onPart: (documentId: string, from: string, why: 'twins' | 'again') => void;
  /** Whoever sent what waits need not be at fault: the link is to be made anew. */
  onLetGo: (from: string, why: LetGo) => void;
};

/** `conflicts`: keys under which more than one value may stand; null if that is not known. */
export type OpenedDocument = { document: CarrierDocument; conflicts: ReadonlySet<string> | null };
