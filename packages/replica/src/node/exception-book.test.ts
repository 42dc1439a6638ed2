import { expect, it } from 'vitest';
import { asException } from './exception-code.ts';
import { ExceptionBook, exceptionId } from './exception-book.ts';

const HOUR = 3_600_000;
const happening = (code: string, deviceId: string | null, document: string | null, message = 'told') => ({
  code,
  deviceId,
  document,
  message,
});

it('[EXC-01] one code, device and document is one exception, with since when, how often, and the last words', () => {
  const book = new ExceptionBook();
  book.note(happening('FORK', 'x', 'ledger/a/0', 'at 3'), 10);
  book.note(happening('FORK', 'y', 'ledger/a/0'), 11);
  book.note(happening('FORK', 'x', 'ledger/a/0', 'at 4'), 12);
  expect(book.all()).toEqual([
    { ...happening('FORK', 'x', 'ledger/a/0', 'at 4'), firstMs: 10, lastMs: 12, times: 2, seenMs: null },
    { ...happening('FORK', 'y', 'ledger/a/0'), firstMs: 11, lastMs: 11, times: 1, seenMs: null },
  ]);
  expect(book.changes().put).toHaveLength(2);
  expect(book.changes()).toEqual({ put: [], removed: [] });
  expect(new ExceptionBook(book.all()).all()).toEqual(book.all());
});

it('[EXC-02] a flood stays bounded, is counted, and every device in it is still named', () => {
  const book = new ExceptionBook();
  for (let at = 0; at < 20_000; at++) book.note(happening('CHANGE-REFUSED', 'x', `ledger/${at}/0`), at);
  expect(book.all().length).toBeLessThanOrEqual(51);
  expect(book.all().reduce((sum, { times }) => sum + times, 0)).toBe(20_000);
  for (let device = 0; device < 5_000; device++) {
    for (let at = 0; at < 3; at++) book.note(happening('FORK', `d${device}`, `ledger/${device}/${at}`), at);
  }
  expect(book.all().length).toBeLessThanOrEqual(1_050);
  expect(book.all().reduce((sum, { times }) => sum + times, 0)).toBe(35_000);
  expect(book.all().some(({ deviceId }) => deviceId === 'd400')).toBe(true);
  expect(book.all().filter(({ deviceId }) => deviceId === null)).toMatchObject([{ code: 'FORK' }]);
});

it('[EXC-02] what was seen makes room, the oldest first; what was not stays', () => {
  const book = new ExceptionBook();
  for (let at = 0; at < 500; at++) book.note(happening('FORK', `d${at}`, 'ledger/a/0'), at);
  book.see(
    [exceptionId(happening('FORK', 'd7', 'ledger/a/0')), exceptionId(happening('FORK', 'd9', 'ledger/a/0'))],
    600,
  );
  book.changes();
  book.note(happening('FORK', 'new', 'ledger/a/0'), 700);
  expect(book.all()).toHaveLength(500);
  expect(book.changes()).toMatchObject({ put: [{ deviceId: 'new' }], removed: [{ deviceId: 'd7' }] });
});

it('[EXC-04] what was seen and happens again within a day stays seen; later it is new', () => {
  const book = new ExceptionBook();
  const fork = happening('FORK', 'x', 'ledger/a/0');
  const seenMs = () => book.all()[0]?.seenMs;
  book.note(fork, 0);
  book.see([exceptionId(fork), 'no such'], HOUR);
  book.note(fork, 24 * HOUR);
  expect(seenMs()).toBe(HOUR);
  book.note(fork, 25 * HOUR);
  expect(seenMs()).toBeNull();
});

it('[EXC-03] who is named without being at fault is not listed, or not named', () => {
  expect(asException(happening('CARRIER-DIED', 'x', 'ledger/a/0'))).toBeNull();
  expect(asException(happening('LINK-REFUSED', 'key:12', null))).toBeNull();
  expect(asException(happening('DOCUMENTS-NOT-SAVED', null, null))).toBeNull();
  expect(asException(happening('FRAME-TOO-LARGE', 'x', 'ledger/a/0'))).toMatchObject({ deviceId: null });
  expect(asException(happening('ANYTHING-OF-A-PEER', 'x', null))).toMatchObject({ deviceId: 'x' });
  expect(asException(happening('CHUNK-QUARANTINED', null, 'ledger/a/0'))).toMatchObject({ deviceId: null });
});
