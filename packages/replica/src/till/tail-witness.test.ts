import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTailWitness } from './tail-witness.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-tail-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const head = { sequence: 7, hash: new Uint8Array(32).fill(5) };

it('[IMAGE-13] a till.head that the disk neither gives nor takes is alarmed once and ends nothing', () => {
  // A folder under its name: every opening of it fails, as a bad sector would.
  mkdirSync(join(folder, 'till.head'));
  const alarms: string[] = [];
  const witness = openTailWitness(folder, (code) => alarms.push(code));
  expect(witness.read()).toBeNull();
  witness.note('series', head);
  witness.close();
  expect(alarms).toEqual(['TAIL-NOT-NOTED']);
});

it('[IMAGE-13] once it can be written again, it is', () => {
  const path = join(folder, 'till.head');
  mkdirSync(path);
  const alarms: string[] = [];
  const witness = openTailWitness(folder, (code) => alarms.push(code));
  witness.note('series', head);
  rmSync(path, { recursive: true });
  witness.note('series', head);
  expect(witness.read()).toMatchObject({ series: 'series', sequence: 7 });
  witness.close();
  expect(alarms).toEqual(['TAIL-NOT-NOTED']);
});
