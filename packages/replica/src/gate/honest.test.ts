import {
  type ActorId,
  change,
  decodeSyncMessage,
  generateSyncMessage,
  getHeads,
  initSyncState,
  load,
  merge,
  receiveSyncMessage,
  save,
  type SyncState,
} from '@automerge/automerge';
import { expect, it } from 'vitest';
import type { CarriedObject, DocumentKind } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { writeObjects, type CarrierDocument } from '../document/layout.ts';
import { shapeOf } from '../document/shape.ts';
import { ContentGate } from './content-gate.ts';
import { type Draw, drawFrom } from './forge.fixture.ts';
import { ObjectGate } from './object-gate.ts';
import { REFS } from './shop-objects.fixture.ts';
import { askFor, withoutCapabilities } from './sync-container.ts';

// What Automerge 3.5.0 really sends, over many histories: all of it passes, and nothing else is ever sent.

const pause = (): Promise<void> => Promise.resolve();
const gateOf = (): ContentGate =>
  new ContentGate({
    objects: new ObjectGate({ organisationId: '', signers: null, holds: () => false, pause }),
    pause,
  });

type Peer = {
  name: string;
  document: CarrierDocument;
  gate: ContentGate;
  state: SyncState;
  held: Uint8Array[];
};

/** The same bytes in every run: nothing is left to chance but what is drawn. */
const actorFrom = (draw: Draw): ActorId =>
  Array.from({ length: 16 }, () => draw(256).toString(16).padStart(2, '0')).join('');

const objectsFrom = (kind: DocumentKind, draw: Draw): CarriedObject[] =>
  Array.from({ length: 1 + draw(draw(5) === 0 ? 40 : 3) }, () => {
    const bytes = Uint8Array.from({ length: 1 + draw(200) }, () => draw(256));
    if (shapeOf(kind).form === 'list') return { bytes };
    return { key: `${'äß€😀k'.slice(0, draw(5))}${draw(30)}`, bytes };
  });

const write = (document: CarrierDocument, kind: DocumentKind, draw: Draw): CarrierDocument =>
  change(
    document,
    { time: undefined },
    (draft) => void writeObjects(draft, shapeOf(kind), objectsFrom(kind, draw)),
  );

type Seen = { messages: number; changes: number; waits: number; largest: number };

/** What one says to the other, through the other's gate. Missing changes are asked for, as the carrier does. */
const say = async (from: Peer, to: Peer, kind: DocumentKind, seen: Seen): Promise<boolean> => {
  const [state, generated] = generateSyncMessage(from.document, from.state);
  from.state = state;
  if (generated === null) return false;
  const message = withoutCapabilities(generated);
  const { changes } = decodeSyncMessage(message);
  // The first version of the message.
  expect(message[0]).toBe(0x42);
  // Each is one change, not packed.
  for (const one of changes) expect(one[8]).toBe(1);
  seen.messages += 1;
  seen.changes += changes.length;
  seen.largest = Math.max(seen.largest, message.length);
  to.held.push(message);
  const verdict = await to.gate.judge({
    documentId: kind,
    ref: REFS[kind],
    document: to.document,
    from: from.name,
    messages: to.held,
  });
  if (verdict.type === 'wait') {
    seen.waits += 1;
    const asked = askFor(verdict.heads, verdict.missing);
    [from.document, from.state] = receiveSyncMessage(from.document, from.state, asked);
    return true;
  }
  if (verdict.type !== 'pass') throw new Error(JSON.stringify(verdict));
  for (const one of verdict.messages)
    [to.document, to.state] = receiveSyncMessage(to.document, to.state, one);
  to.held = [];
  return true;
};

const meet = async (a: Peer, b: Peer, kind: DocumentKind, seen: Seen): Promise<void> => {
  a.state = initSyncState();
  b.state = initSyncState();
  for (let round = 0; round < 40; round += 1) {
    const said = [await say(a, b, kind, seen), await say(b, a, kind, seen)];
    if (!said.includes(true)) break;
  }
  expect(getHeads(a.document)).toEqual(getHeads(b.document));
};

const begin = (kind: DocumentKind, name: string, draw: Draw): Peer => ({
  name,
  document: load<Record<string, unknown>>(genesisOf(kind), actorFrom(draw)),
  gate: gateOf(),
  state: initSyncState(),
  held: [],
});

it.each<[DocumentKind, number]>([
  ['ledger', 4],
  ['catalog', 2],
  ['stock', 1],
])(
  '[CHANGE-02] whatever sound devices write apart in a %s document passes, single change by single change',
  async (kind, histories) => {
    const draw = drawFrom(77 + kind.length);
    const seen: Seen = { messages: 0, changes: 0, waits: 0, largest: 0 };
    for (let history = 0; history < histories; history += 1) {
      const peers = ['a', 'b', 'c'].map((name) => begin(kind, name, draw));
      const [a, b, c] = peers as [Peer, Peer, Peer];
      for (let step = 0; step < 10; step += 1) {
        for (const peer of peers) {
          for (let times = draw(step === 5 ? 80 : 12); times > 0; times -= 1)
            peer.document = write(peer.document, kind, draw);
        }
        const one = peers[draw(3)] ?? a;
        const another = peers[draw(3)] ?? b;
        // A device that was started again, and one that took all from a third by another way.
        if (draw(4) === 0) one.document = load(save(one.document), actorFrom(draw));
        if (draw(6) === 0 && one !== another)
          one.document = merge(one.document, load(save(another.document), actorFrom(draw)));
        if (one !== another) await meet(one, another, kind, seen);
      }
      await meet(a, b, kind, seen);
      await meet(b, c, kind, seen);
      // One that begins from genesis gets everything at once.
      await meet(c, begin(kind, 'd', draw), kind, seen);
    }
    expect(seen.changes).toBeGreaterThan(500);
  },
  120_000,
);

it('[CHANGE-08] what a filter let slip, one first change in a hundred, is asked for and comes', async () => {
  const draw = drawFrom(5);
  const seen: Seen = { messages: 0, changes: 0, waits: 0, largest: 0 };
  for (let meeting = 0; meeting < 3_000 && seen.waits < 3; meeting += 1) {
    const [a, b] = [begin('ledger', 'a', draw), begin('ledger', 'b', draw)];
    for (const peer of [a, a, b, b]) peer.document = write(peer.document, 'ledger', draw);
    await meet(a, b, 'ledger', seen);
  }
  expect(seen.waits).toBe(3);
});
