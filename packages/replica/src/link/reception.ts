import type { DocumentId, Message, PeerId } from '@automerge/automerge-repo';
import { mayHold } from '../document/access.ts';
import { judgeAccess } from '../gate/access-gate.ts';
import { FloodMeter } from '../gate/flood-meter.ts';
import type { Link } from './link.ts';
import type { LinkMessage } from './link-option.ts';
import { CLOSE_DROPPED } from './link-end.ts';
import type { MeshOptions } from './mesh-option.ts';
import { encodeRepoMessage, type RepoWireMessage } from './wire-message.ts';

type PackedMessage = Extract<LinkMessage, { type: 'objects' | 'fresh' }>;

export type ReceptionOptions = {
  readonly mesh: MeshOptions;
  /** Nothing of a document goes between the two. */
  readonly isShut: (deviceId: string, documentId: string) => boolean;
  /** Of the document objects are exchanged and no changes. */
  readonly isParted: (deviceId: string, documentId: string) => boolean;
  readonly mute: (deviceId: string, documentId: string, code: string, message: string) => void;
  /** To the Repo. */
  readonly pass: (message: Message) => void;
};

/** Decides which messages about documents are taken up, and who takes them. */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #meter: FloodMeter;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.#meter = new FloodMeter(options.mesh.timers.nowMs);
  }

  /** Whether a device passes on more of what holders signed, or of visits, than is read. */
  isFlood(deviceId: string, what: 'holding' | 'visit'): boolean {
    return this.#meter.isFlood(deviceId, what);
  }

  takeObjects(link: Link, { type, documentId, objects }: PackedMessage): void {
    const { holderOf, documentOf, onObjects, onFresh } = this.#options.mesh;
    const from = holderOf(link.deviceId);
    const document = documentOf(documentId);
    if (from === null || document === null || !this.#mayRead(link, documentId)) return;
    if (!mayHold(from, document.kind, document.branchId)) return;
    const take = type === 'fresh' ? onFresh : onObjects;
    take(link.deviceId, { documentId, objects });
  }

  /** Whether another message about a document is read: it is not muted, and does not come in a flood. */
  #mayRead({ deviceId }: Link, documentId: string): boolean {
    if (this.#options.isShut(deviceId, documentId)) return false;
    if (!this.#meter.isFlood(deviceId, documentId)) return true;
    const text = 'A device sends messages about a document without end; they are not read any more.';
    this.#options.mute(deviceId, documentId, 'SYNC-FLOOD', text);
    return false;
  }

  toRepo(link: Link, message: RepoWireMessage): void {
    const { documentId } = message;
    const from = this.#options.mesh.holderOf(link.deviceId);
    if (from === null) {
      link.end(CLOSE_DROPPED, 'the device is not listed any more');
      return;
    }
    if (!this.#mayRead(link, documentId)) return;
    if (this.#options.isParted(link.deviceId, documentId)) {
      if (message.type !== 'doc-unavailable') this.#options.mesh.onParted(link.deviceId, documentId);
      return;
    }
    const verdict = judgeAccess(message, from, this.#options.mesh.documentOf(documentId));
    if (verdict.type === 'decline') this.#decline(link, documentId);
    else if (verdict.type === 'mute')
      this.#options.mute(link.deviceId, documentId, verdict.code, verdict.message);
    else if (verdict.type === 'pass') {
      const names = { senderId: link.deviceId as PeerId, targetId: this.#options.mesh.selfId as PeerId };
      this.#options.pass({ ...message, ...names, documentId: documentId as DocumentId });
    }
  }

  #decline(link: Link, documentId: string): void {
    const names = { senderId: this.#options.mesh.selfId, targetId: link.deviceId, documentId };
    const turn = this.#options.mesh.turnOfDocument(documentId);
    link.send(encodeRepoMessage({ type: 'doc-unavailable', ...names }), turn);
  }
}
