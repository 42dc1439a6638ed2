import { expect, it } from 'vitest';
import { type Extent, extentFor } from './extent.ts';
import { MeteredLinks } from './metered-links.ts';
import { decodeMessage, encodeJoin, encodePeer } from './wire-message.ts';

const NEEDED: Readonly<Record<string, Extent>> = { registry: 'sales', shard: 'prices', old: 'all' };
const linksOf = (needed: Record<string, Extent> = { ...NEEDED }) =>
  new MeteredLinks((documentId) => needed[documentId] ?? null);
const passing = (links: MeteredLinks, deviceId = 'a'): string[] =>
  Object.keys(NEEDED).filter((documentId) => links.lets(deviceId, documentId));

it('[METER-02] with sales go registry, directory and newest ledgers; with prices the catalogue too; with all the rest', () => {
  expect(extentFor('registry', false)).toBe('sales');
  expect(extentFor('directory', false)).toBe('sales');
  expect(extentFor('ledger', false)).toBe('sales');
  expect(extentFor('catalog', false)).toBe('prices');
  expect(extentFor('ledger', true)).toBe('all');
  expect(extentFor('stock', false)).toBe('all');
});

it('[METER-01] the narrower word of the two ends counts; a link that nobody marked is as wide as any', () => {
  const links = linksOf();
  expect(passing(links)).toEqual(['registry', 'shard', 'old']);
  expect(links.replace([{ deviceId: 'a', extent: 'prices' }])).toEqual(['a']);
  links.began('a', null);
  expect(passing(links)).toEqual(['registry', 'shard']);
  links.began('a', 'sales');
  expect(passing(links)).toEqual(['registry']);
  links.began('a', 'all');
  expect(passing(links)).toEqual(['registry', 'shard']);
  links.began('b', 'sales');
  expect(passing(links, 'b')).toEqual(['registry']);
  expect([links.isMetered('a'), links.isMetered('b'), links.isMetered('c')]).toEqual([true, true, false]);
  links.ended('b');
  expect(passing(links, 'b')).toEqual(['registry', 'shard', 'old']);
  expect(passing(links, 'a')).toEqual(['registry', 'shard']);
});

it('[METER-03] what was said of a document on a link stays, also when it becomes old; the next link is asked anew', () => {
  const needed: Record<string, Extent> = { ...NEEDED };
  const links = linksOf(needed);
  links.replace([{ deviceId: 'a', extent: 'prices' }]);
  links.began('a', null);
  expect(links.lets('a', 'later')).toBe(true);
  expect(passing(links)).toEqual(['registry', 'shard']);
  needed['registry'] = 'all';
  needed['old'] = 'sales';
  needed['later'] = 'all';
  expect(passing(links)).toEqual(['registry', 'shard']);
  // It was not known when it was asked for.
  expect(links.lets('a', 'later')).toBe(false);
  links.ended('a');
  links.began('a', null);
  expect(passing(links)).toEqual(['shard', 'old']);
});

it('[METER-03] only links that change are to be made anew', () => {
  const links = linksOf();
  links.replace([
    { deviceId: 'a', extent: 'prices' },
    { deviceId: 'b', extent: 'all' },
    { deviceId: 'c', extent: 'all' },
  ]);
  const changed = links.replace([
    { deviceId: 'a', extent: 'prices' },
    { deviceId: 'b', extent: 'sales' },
    { deviceId: 'd', extent: 'sales' },
  ]);
  expect(changed.toSorted()).toEqual(['b', 'c', 'd']);
});

it('[METER-01] a device says it in its greeting; who says nothing means none, and an unknown word is the narrowest', () => {
  const program = { version: '0.1.0', protocol: 4 };
  const greeting = { life: 'a', program };
  for (const frame of [encodeJoin('a', greeting), encodePeer('a', 'b', { ...greeting, extent: null })])
    expect(decodeMessage(frame)).not.toHaveProperty('extent');
  for (const frame of [
    encodeJoin('a', { ...greeting, extent: 'prices' }),
    encodePeer('a', 'b', { extent: 'prices' }),
  ])
    expect(decodeMessage(frame)).toMatchObject({ extent: 'prices' });
  const later = encodeJoin('a', { extent: 'tiny' as Extent });
  expect(decodeMessage(later)).toMatchObject({ extent: 'sales' });
});
