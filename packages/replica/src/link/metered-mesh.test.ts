import { afterEach, expect, it } from 'vitest';
import type { Extent } from './extent.ts';
import { TestMesh } from './mesh.fixture.ts';
import type { MeshOptions } from './mesh-option.ts';
import { OWN_PROTOCOL } from './peer-metadata.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const program = { version: '1', protocol: OWN_PROTOCOL };
const meshOf = (selfId: string, more: Partial<MeshOptions> = {}): TestMesh => {
  const test = new TestMesh(selfId, { greeting: { life: selfId, program }, ...more });
  ends.push(() => test.end());
  return test;
};
const packed = { documentId: 'doc', objects: new Uint8Array(4) };

/** Two that are linked, and on a third link one that is not metered. */
const linked = async (extent: Extent, needed: Extent) => {
  const [m, z, plain] = [meshOf('m', { extentOfDocument: () => needed }), meshOf('z'), meshOf('plain')];
  m.mesh.setMetered([{ deviceId: 'z', extent }]);
  await m.dial(await z.url('m'), 'z');
  await m.dial(await plain.url('m'), 'plain');
  await Promise.all([m.heard('up z'), m.heard('up plain'), z.heard('up m'), plain.heard('up m')]);
  return { m, z, plain };
};

it('[METER-06] over a metered link entries go once, with their document: nothing goes ahead of it, from either end', async () => {
  const { m, z, plain } = await linked('sales', 'sales');
  m.mesh.sendFresh(packed, null);
  m.mesh.sendObjects('z', packed);
  await Promise.all([plain.heard('fresh m doc'), z.heard('objects m doc')]);
  expect(z.count('fresh m doc')).toBe(0);
  z.mesh.sendFresh(packed, null);
  z.mesh.sendObjects('m', packed);
  plain.mesh.sendFresh(packed, null);
  await Promise.all([m.heard('fresh plain doc'), m.heard('objects z doc')]);
  expect(m.count('fresh z doc')).toBe(0);
});

it('[METER-03] nothing of a document that waits goes or is taken, object by object neither', async () => {
  const { m, z, plain } = await linked('prices', 'all');
  m.mesh.sendObjects('z', packed);
  m.mesh.sendObjects('plain', packed);
  // What `z` knows of the document differs: it needs no more than sales there.
  z.mesh.sendObjects('m', packed);
  plain.mesh.sendObjects('m', packed);
  m.mesh.sendHolding('z', new Uint8Array(3));
  z.mesh.sendHolding('m', new Uint8Array(3));
  await Promise.all([z.heard('holding m 3'), m.heard('holding z 3')]);
  await Promise.all([plain.heard('objects m doc'), m.heard('objects plain doc')]);
  expect([z.count('objects m doc'), m.count('objects z doc')]).toEqual([0, 0]);
});

it('[METER-03] a link whose extent changes is made anew, others stand, and the same once more changes nothing', async () => {
  const { m, plain } = await linked('prices', 'sales');
  m.mesh.setMetered([{ deviceId: 'z', extent: 'prices' }]);
  expect(m.mesh.hasLink('z')).toBe(true);
  m.mesh.setMetered([{ deviceId: 'z', extent: 'sales' }]);
  await m.heard('down z: the link is metered otherwise from now on');
  expect(m.mesh.hasLink('plain')).toBe(true);
  expect(plain.events.filter((event) => event.startsWith('down'))).toEqual([]);
});
