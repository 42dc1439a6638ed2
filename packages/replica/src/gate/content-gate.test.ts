import {
  applyChanges,
  clone,
  getActorId,
  getHeads,
  load,
  change,
  getLastLocalChange,
} from '@automerge/automerge';
import { expect, it } from 'vitest';
import type { DocumentKind } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { writeObjects, type CarrierDocument } from '../document/layout.ts';
import { bucketOf, shapeOf } from '../document/shape.ts';
import { ContentGate } from './content-gate.ts';
import type { ContentVerdict } from './content-verdict.ts';
import { messageOf, putOn, putTogether, takeApart, writeOn } from './forge.fixture.ts';
import { ObjectGate } from './object-gate.ts';
import { objectOf, REFS, signers } from './shop-objects.fixture.ts';
import { SignerTable } from './signers.ts';
import { tryOnCopy } from './trial.ts';

const pause = (): Promise<void> => Promise.resolve();
const gateOf = (): ContentGate =>
  new ContentGate({
    objects: new ObjectGate({ organisationId: '', signers: null, holds: () => false, pause }),
    pause,
  });

const judge = (
  document: CarrierDocument,
  kind: DocumentKind,
  chunks: readonly Uint8Array[],
  { gate = gateOf(), from = 'z' } = {},
): Promise<ContentVerdict> =>
  gate.judge({ documentId: kind, ref: REFS[kind], document, from, messages: [messageOf(chunks)] });

const documentOf = (kind: DocumentKind, actor: string): CarrierDocument =>
  load<Record<string, unknown>>(genesisOf(kind), actor);

/** Writes as the document's own writer, not as a new one. */
const put = (
  document: CarrierDocument,
  kind: DocumentKind,
  number: number,
): { after: CarrierDocument; chunk: Uint8Array } => {
  const after = change(document, { time: undefined }, (draft) => {
    writeObjects(draft, shapeOf(kind), [objectOf(kind, number)]);
  });
  return { after, chunk: getLastLocalChange(after) ?? new Uint8Array() };
};

const rule = (verdict: ContentVerdict): string =>
  verdict.type === 'refuse'
    ? `${verdict.rule}: ${verdict.reason}`
    : verdict.type === 'part'
      ? verdict.why
      : verdict.type;

const [A, B] = ['aa'.repeat(16), 'bb'.repeat(16)];

it('[CHANGE-03] a claim of ten million operations costs no more than its bytes', async () => {
  const { chunk } = put(documentOf('ledger', A), 'ledger', 1);
  const parts = takeApart(chunk);
  const millions = Buffer.of(0x80, 0xad, 0xe2, 0x04, 1);
  for (const id of parts.columns.map((column) => column.id)) {
    const columns = parts.columns.map((column) => (column.id === id ? { id, bytes: millions } : column));
    const verdict = await judge(documentOf('ledger', B), 'ledger', [putTogether({ ...parts, columns })]);
    expect(rule(verdict)).toMatch(/^operation: /);
  }
});

it('[CHANGE-03] what is written in another form than its own is refused, though it says the same', async () => {
  const document = documentOf('ledger', A);
  const two = change(document, { time: undefined }, (draft) => {
    writeObjects(draft, shapeOf('ledger'), [objectOf('ledger', 1), objectOf('ledger', 2)]);
  });
  const parts = takeApart(getLastLocalChange(two) ?? new Uint8Array());
  // Two operations that set: once as a run, once written out.
  expect(parts.columns.find(({ id }) => id === 0x42)?.bytes).toEqual(Uint8Array.of(2, 1));
  const columns = parts.columns.map((column) =>
    column.id === 0x42 ? { id: 0x42, bytes: Uint8Array.of(0x7e, 1, 1) } : column,
  );
  expect(rule(await judge(documentOf('ledger', B), 'ledger', [putTogether({ ...parts, columns })]))).toMatch(
    /^operation/,
  );
  expect(rule(await judge(documentOf('ledger', B), 'ledger', [putTogether(parts)]))).toBe('pass');
});

it('[CHANGE-04] a value stands in the map that its key chooses', async () => {
  const object = objectOf('catalog', 1);
  const own = bucketOf(object.key ?? '', 16);
  for (const name of ['b0', 'b1', 'b15']) {
    const { chunk } = writeOn(documentOf('catalog', A), (draft) => {
      (draft[name] as Record<string, unknown>)[object.key ?? ''] = object.bytes;
    });
    const said = rule(await judge(documentOf('catalog', B), 'catalog', [chunk]));
    expect(said).toBe(name === own ? 'pass' : 'operation: a key in another place than its own');
  }
});

it('[CHANGE-04] nothing but putting passes: no deletion, no container, no text, no column that putting has no use for', async () => {
  const one = put(documentOf('ledger', A), 'ledger', 1);
  const [mine] = applyChanges(documentOf('ledger', B), [one.chunk]);
  const writes: readonly ((draft: Record<string, unknown>) => void)[] = [
    (draft) => void (draft['objects'] as unknown[]).splice(0, 1),
    (draft) => void (draft['objects'] as unknown[]).push('text'),
    (draft) => void (draft['objects'] as unknown[]).push({}),
    (draft) => void (draft['more'] = Uint8Array.of(1)),
  ];
  for (const write of writes) {
    const { chunk } = writeOn(one.after, write);
    expect(rule(await judge(mine, 'ledger', [chunk]))).toMatch(/^operation: /);
  }
  for (const kind of ['ledger', 'catalog'] as const) {
    const parts = takeApart(put(documentOf(kind, A), kind, 1).chunk);
    for (const id of [0x61, 0x93, 0xa5]) {
      const columns = [...parts.columns, { id, bytes: Uint8Array.of(1, 1) }].sort((x, y) => x.id - y.id);
      const verdict = await judge(documentOf(kind, B), kind, [putTogether({ ...parts, columns })]);
      expect(rule(verdict)).toBe('operation: an operation that nobody may make here');
    }
  }
});

it('[CHANGE-05] an item is put behind one that its writer had, not only behind one that is here', async () => {
  const [ofA, ofB] = [put(documentOf('ledger', A), 'ledger', 1), put(documentOf('ledger', B), 'ledger', 2)];
  const [here] = applyChanges(clone(ofA.after), [ofB.chunk]);
  // As A wrote it, behind its own first item, and the same behind an item of B that A did not have.
  const second = takeApart(put(ofA.after, 'ledger', 3).chunk);
  expect(
    rule(
      await judge(here, 'ledger', [putTogether({ ...second, actor: Buffer.from('cc'.repeat(16), 'hex') })]),
    ),
  ).toMatch(/^structure: it does not follow/);
  const third = putOn(ofA.after, 'ledger', [objectOf('ledger', 4)]);
  expect(rule(await judge(here, 'ledger', [third.chunk]))).toBe('pass');
  const parts = takeApart(third.chunk);
  const others = parts.others.map((one) =>
    Buffer.from(one).toString('hex') === A ? Buffer.from(B, 'hex') : one,
  );
  expect(rule(await judge(here, 'ledger', [putTogether({ ...parts, others })]))).toBe(
    'structure: it is put behind an item that is not there',
  );
});

it('[CHANGE-05] a change counts on from those that it follows, and from the one of its writer before it', async () => {
  const first = put(documentOf('ledger', A), 'ledger', 1);
  const here = documentOf('ledger', B);
  const parts = takeApart(first.chunk);
  const wrong = async (over: Partial<typeof parts>): Promise<string> =>
    rule(await judge(here, 'ledger', [putTogether({ ...parts, ...over })]));
  expect(await wrong({})).toBe('pass');
  for (const startOp of [1, 3, 100])
    expect(await wrong({ startOp })).toMatch(/^structure: operations that do not/);
  for (const seq of [2, 9]) expect(await wrong({ seq })).toMatch(/^structure: it does not follow/);
  expect(await wrong({ deps: [] })).toBe('structure: a document that begins anew');
  expect(await wrong({ actor: new Uint8Array(16) })).toMatch(/^(form|structure)/);
  const third = takeApart(put(put(first.after, 'ledger', 2).after, 'ledger', 3).chunk);
  const [with1] = applyChanges(here, [first.chunk]);
  const skips = putTogether({ ...third, deps: parts.deps, seq: 2 });
  expect(rule(await judge(with1, 'ledger', [skips]))).toMatch(/^structure/);
});

it('[CHANGE-05] a value replaces values of its own key', async () => {
  const first = put(documentOf('stock', A), 'stock', 1);
  const second = put(first.after, 'stock', 2);
  const third = takeApart(put(second.after, 'stock', 10).chunk);
  // Page 1 is replaced; the same change that claims to replace page 2, which stands one operation further.
  const columns = third.columns.map(({ id, bytes }) =>
    id === 0x73
      ? { id, bytes: Uint8Array.from(bytes, (byte, at) => (at === 1 ? byte + 1 : byte)) }
      : { id, bytes },
  );
  const here = load<Record<string, unknown>>(genesisOf('stock'));
  const [with2] = applyChanges(here, [first.chunk, second.chunk]);
  expect(rule(await judge(with2, 'stock', [putTogether(third)]))).toBe('pass');
  expect(rule(await judge(with2, 'stock', [putTogether({ ...third, columns })]))).toMatch(
    /^structure: it replaces/,
  );
});

it('[CHANGE-08] what follows changes that are not here waits for them, and passes with them', async () => {
  const first = put(documentOf('ledger', A), 'ledger', 1);
  const second = put(first.after, 'ledger', 2);
  const here = documentOf('ledger', B);
  const waiting = await judge(here, 'ledger', [second.chunk]);
  expect(waiting).toEqual({ type: 'wait', missing: getHeads(first.after), heads: getHeads(here) });
  const both = await judge(here, 'ledger', [second.chunk, first.chunk]);
  expect(both).toMatchObject({ type: 'pass', changes: [first.chunk, second.chunk] });
});

it('[CHANGE-11] of two changes in one place the peer that gave both is at fault, and nobody else', async () => {
  const fork = (number: number): { after: CarrierDocument; chunk: Uint8Array } =>
    put(documentOf('ledger', A), 'ledger', number);
  const [one, two] = [fork(1), fork(2)];
  const here = documentOf('ledger', B);
  const both = await judge(here, 'ledger', [one.chunk, two.chunk]);
  expect(rule(both)).toMatch(/^twins/);

  const gate = gateOf();
  expect(rule(await judge(here, 'ledger', [one.chunk], { gate, from: 'x' }))).toBe('pass');
  const [after] = applyChanges(here, [one.chunk]);
  expect(rule(await judge(after, 'ledger', [two.chunk], { gate, from: 'y' }))).toBe('twins');
  expect(rule(await judge(after, 'ledger', [two.chunk], { gate, from: 'x' }))).toMatch(/^twins: two changes/);

  // The writer's first change came from y, and what stands in the place of the second from x: y is not at fault.
  const later = gateOf();
  const empty = documentOf('ledger', 'cc'.repeat(16));
  await judge(empty, 'ledger', [one.chunk], { gate: later, from: 'y' });
  const [with1] = applyChanges(empty, [one.chunk]);
  const [second, twin] = [put(one.after, 'ledger', 5), put(documentOf('ledger', A), 'ledger', 1)];
  expect(twin.chunk).toEqual(one.chunk);
  expect(rule(await judge(with1, 'ledger', [second.chunk], { gate: later, from: 'x' }))).toBe('pass');
  const [with2] = applyChanges(with1, [second.chunk]);
  const otherSecond = put(twin.after, 'ledger', 6);
  expect(rule(await judge(with2, 'ledger', [otherSecond.chunk], { gate: later, from: 'y' }))).toBe('twins');
});

it('[CHANGE-11] a change in the name of this very device names nobody', async () => {
  const here = documentOf('ledger', B);
  const forged = put(documentOf('ledger', getActorId(here)), 'ledger', 1);
  expect(rule(await judge(here, 'ledger', [forged.chunk]))).toBe('twins');
});

it('[CHANGE-15] a trial notices what Automerge cannot take, and leaves the document as it was', () => {
  const here = documentOf('ledger', B);
  const { after, chunk } = put(documentOf('ledger', A), 'ledger', 1);
  const heads = getHeads(here);
  expect(tryOnCopy(here, [chunk], 1)).toBeNull();
  const twin = put(documentOf('ledger', A), 'ledger', 2).chunk;
  expect(tryOnCopy(after, [twin], 1)).not.toBeNull();
  expect(tryOnCopy(here, [Uint8Array.of(1, 2, 3)], 1)).not.toBeNull();
  expect(getHeads(here)).toEqual(heads);
});

it('[CHANGE-07] a peer that puts the same again and again is exchanged with object by object, and not named', async () => {
  const objects = new ObjectGate({
    organisationId: '',
    signers: new SignerTable(signers),
    holds: () => true,
    pause,
  });
  const gate = new ContentGate({ objects, pause });
  let document = documentOf('ledger', A);
  const verdicts: string[] = [];
  for (let times = 0; times < 3; times += 1) {
    const many = Array.from({ length: 8_000 }, () => objectOf('ledger', 1));
    const { after, chunk } = putOn(document, 'ledger', many);
    verdicts.push(rule(await judge(documentOf('ledger', B), 'ledger', [chunk], { gate })));
    document = documentOf('ledger', A);
    expect(getHeads(after)).not.toEqual(getHeads(document));
  }
  expect(verdicts).toEqual(['pass', 'pass', 'again']);
});
