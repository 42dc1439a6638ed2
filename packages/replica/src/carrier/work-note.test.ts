import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearWorkNote, openWorkNote, readWorkNote, type Work, workNoteFile } from './work-note.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-note-'));
  file = workNoteFile(join(folder, 'documents.db'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const work = (step: Work['step'], series: string, peer: string | null = null): Work => ({
  step,
  ref: { kind: 'ledger', parts: [series, '0'] },
  peer,
});

it('[WATCH-02] what is worked on stands in the file, of several the one that went on last, and nothing once it ended', () => {
  const note = openWorkNote(file);
  expect(readWorkNote(file)).toBeNull();
  const first = note.begin(work('take', 'a'.repeat(100), 'x'));
  expect(readWorkNote(file)).toEqual(work('take', 'a'.repeat(100), 'x'));
  const second = note.begin(work('load', 'b'));
  expect(readWorkNote(file)).toEqual(work('load', 'b'));
  first.again();
  expect(readWorkNote(file)).toEqual(work('take', 'a'.repeat(100), 'x'));
  first.end();
  expect(readWorkNote(file)).toEqual(work('load', 'b'));
  second.end();
  expect(readWorkNote(file)).toBeNull();
});

it('[WATCH-02] after a panic what is noted stands, whatever ends or fails after it', () => {
  const note = openWorkNote(file);
  const guilty = note.begin(work('take', 'a', 'x'));
  note.broke(false);
  guilty.end();
  note.begin(work('take', 'b', 'y'));
  note.broke(true);
  expect(readWorkNote(file)).toEqual(work('take', 'a', 'x'));
});

it('[WATCH-07] whoever meets a panic that nobody saw is not noted for it', () => {
  const note = openWorkNote(file);
  note.begin(work('take', 'a', 'x'));
  note.broke(true);
  note.begin(work('load', 'b'));
  expect(readWorkNote(file)).toBeNull();
});

it('[WATCH-07] without a note, or with one that says nothing sensible, nobody is blamed', () => {
  expect(readWorkNote(file)).toBeNull();
  for (const text of [
    '',
    '{"step":"take"',
    '[]',
    '{"step":"steal","ref":{"kind":"ledger","parts":["a","0"]},"peer":null}',
  ]) {
    writeFileSync(file, text);
    expect(readWorkNote(file)).toBeNull();
  }
  writeFileSync(file, JSON.stringify({ step: 'take', ref: { kind: '__proto__', parts: [] }, peer: null }));
  expect(readWorkNote(file)).toBeNull();
  clearWorkNote(file);
  clearWorkNote(file);
  const nowhere = openWorkNote(join(folder, 'nowhere', 'documents.db.work'));
  nowhere.begin(work('take', 'a', 'x')).end();
});

it('[WATCH-02] a note takes the place of the one before: the file does not grow', () => {
  const note = openWorkNote(file);
  for (let at = 0; at < 1_000; at++) note.begin(work('take', String(at), 'x')).end();
  expect(statSync(file).size).toBeLessThan(200);
});
