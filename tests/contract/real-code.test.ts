import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readCode } from '../../packages/model/src/code/read-code.ts';

/** A folder with products-ean13-20k.csv.gz (Open Food Facts, ODbL 1.0), which is no part of this project. */
const DATA = process.env['TILLMESH_DATA'];
if (DATA === undefined) {
  console.warn('TILLMESH_DATA names no folder: the 20,000 real codes are not read');
}

it.skipIf(DATA === undefined)(
  '[CODE-01] 20,000 real EAN-13 codes are read, and each with any one digit changed is refused',
  () => {
    const csv = gunzipSync(readFileSync(join(DATA ?? '', 'products-ean13-20k.csv.gz'))).toString('utf8');
    const codes = csv.split('\n').flatMap((row) => /^\d{13}(?=,)/.exec(row)?.[0] ?? []);
    expect(codes).toHaveLength(20_000);
    const reading = { labelFormats: [], currency: 'EUR' };
    const unread = codes.filter((code) => {
      const read = readCode(code, reading);
      return !read.ok || !read.names.includes(code);
    });
    expect(unread).toEqual([]);
    const missed: string[] = [];
    for (const code of codes) {
      for (let at = 0; at < code.length; at += 1) {
        for (let by = 1; by < 10; by += 1) {
          const changed = `${code.slice(0, at)}${(Number(code[at]) + by) % 10}${code.slice(at + 1)}`;
          const read = readCode(changed, reading);
          if (read.ok || read.fault !== 'CODE-MISREAD') missed.push(changed);
        }
      }
    }
    expect(missed).toEqual([]);
  },
);
