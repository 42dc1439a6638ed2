import {
  applyChanges,
  change,
  clone,
  getAllChanges,
  getChanges,
  load,
  type Patch,
} from '@automerge/automerge';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { type CarrierDocument, writeObjects } from '../document/layout.ts';
import { shapeOf } from '../document/shape.ts';
import { OpenDocument } from './open-document.ts';

const REF: DocumentRef = { kind: 'catalog', parts: ['0', '0'] };
const SHAPE = shapeOf('catalog');
const KEYS = ['p/core', 'q/core'];

const put = (document: CarrierDocument, object: CarriedObject): CarrierDocument =>
  change(document, (draft) => void writeObjects(draft, SHAPE, [object]));
const told = (objects: readonly CarriedObject[]): readonly string[] =>
  objects.map(({ key, bytes }) => `${key} ${Buffer.from(bytes).toString()}`);

/** One of several devices writes a key, in knowledge of nothing that another one wrote, or of all. */
const write = fc.record({ by: fc.nat(5), key: fc.constantFrom(...KEYS), meets: fc.boolean() });

it('[CARR-04] I5: whatever was written apart under one key, each value is told, in whatever order it comes', () => {
  fc.assert(
    fc.property(
      fc.array(write, { minLength: 2, maxLength: 12 }),
      fc.integer(),
      fc.boolean(),
      (writes, salt, isKnown) => {
        const base = load<Record<string, unknown>>(genesisOf('catalog'));
        const actors = [3, 5, 1, 4, 0, 2].map((n) => ((n + Math.abs(salt)) % 6).toString().repeat(32));
        const devices = actors.map((actor) => clone(base, actor));
        const written: string[] = [];
        let here = clone(base, 'f'.repeat(32));
        const open = new OpenDocument(REF, null, isKnown ? new Set() : null);
        open.index(here);
        const heard: string[] = [];
        for (const [number, { by, key, meets }] of writes.entries()) {
          const before = devices[by] ?? base;
          const known = meets ? applyChanges(before, getAllChanges(here))[0] : before;
          const after = put(known, { key, bytes: Buffer.from(`value ${number}`) });
          devices[by] = after;
          written.push(`${key} value ${number}`);
          const patches: Patch[] = [];
          [here] = applyChanges(here, getChanges(base, after), {
            patchCallback: (more) => void patches.push(...more),
          });
          heard.push(...told(open.arrived(here, patches).objects), ...told(open.lookUnder(here, [key])));
        }
        expect(heard.toSorted()).toEqual(written.toSorted());
      },
    ),
  );
});
