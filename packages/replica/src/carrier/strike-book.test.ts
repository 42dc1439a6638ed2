import { describe, expect, it } from 'vitest';
import { StrikeBook } from './strike-book.ts';
import type { Quarantine } from './carrier-port.ts';
import type { Work } from './work-note.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 4, 4, 9);

const ledger = (series: string) => ({ kind: 'ledger' as const, parts: [series, '0'] });
const a = ledger('a');
const b = ledger('b');
const taking = (ref: Work['ref'], peer: string): Work => ({ step: 'take', ref, peer });
const loading = (ref: Work['ref']): Work => ({ step: 'load', ref, peer: null });

/** One death a minute. */
const deaths = (book: StrikeBook, works: readonly Work[], fromMs = START) =>
  works.map((work, index) => book.struck(work, fromMs + index * 60_000)?.type ?? null);

describe('what peers sent', () => {
  it('[WATCH-03] two deaths within an hour at one document of one peer mute the two, and nothing else', () => {
    const book = new StrikeBook([]);
    expect(deaths(book, [taking(a, 'x'), taking(b, 'y'), taking(b, 'x')])).toEqual([null, null, null]);
    expect(book.struck(taking(a, 'x'), START + HOUR - 1)?.type).toBe('quarantine');
    expect(book.orders()).toEqual({ muted: [{ ref: a, peer: 'x' }], closed: [], setAside: [] });
    const patient = new StrikeBook([]);
    expect([patient.struck(taking(a, 'x'), START), patient.struck(taking(a, 'x'), START + HOUR)]).toEqual([
      null,
      null,
    ]);
  });

  it('[WATCH-04] four at one document from several peers mute it with all; six at one peer mute all of it', () => {
    const book = new StrikeBook([]);
    deaths(book, [taking(a, 'x'), taking(a, 'x'), taking(a, 'y'), taking(a, 'z')]);
    expect(book.orders().muted).toEqual([
      { ref: a, peer: 'x' },
      { ref: a, peer: null },
    ]);
    const hostile = new StrikeBook([]);
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((series) => taking(ledger(series), 'x'));
    expect(deaths(hostile, six)).toEqual([null, null, null, null, null, 'quarantine']);
    expect(hostile.orders().muted).toEqual([{ ref: null, peer: 'x' }]);
  });
});

describe('what is saved here', () => {
  it('[WATCH-05] two deaths set it aside, once; two more close the document', () => {
    const book = new StrikeBook([]);
    expect(deaths(book, [loading(a), loading(a)])).toEqual([null, 'set-aside']);
    expect(book.orders()).toEqual({ muted: [], closed: [], setAside: [a] });
    book.opened(b);
    expect(book.orders().setAside).toEqual([a]);
    book.opened(a);
    expect(book.orders().setAside).toEqual([]);
    const write: Work = { step: 'write', ref: a, peer: null };
    expect(deaths(book, [write, loading(a)], START + 600_000)).toEqual([null, 'quarantine']);
    expect(book.orders()).toEqual({ muted: [], closed: [a], setAside: [] });
  });
});

describe('how long', () => {
  const standing = (book: StrikeBook): Quarantine | undefined => book.all().find(({ isOver }) => !isOver);

  it('[WATCH-06] an hour, then four times as long each time, at most a week; one death is enough then', () => {
    const book = new StrikeBook([]);
    deaths(book, [taking(a, 'x'), taking(a, 'x')]);
    let nowMs = START + 60_000;
    for (const hours of [1, 4, 16, 64, 168, 168]) {
      expect(standing(book)).toMatchObject({ sinceMs: nowMs, untilMs: nowMs + hours * HOUR });
      nowMs += hours * HOUR;
      expect(book.expire(nowMs - 1)).toEqual([]);
      expect(book.expire(nowMs)).toMatchObject([{ ref: a, peer: 'x' }]);
      expect([book.expire(nowMs), book.orders().muted]).toEqual([[], []]);
      expect(book.struck(taking(a, 'x'), nowMs)?.type).toBe('quarantine');
    }
  });

  it('[WATCH-06] what was kept stands in the next life, and counts as before', () => {
    const first = new StrikeBook([]);
    deaths(first, [taking(a, 'x'), taking(a, 'x')]);
    const second = new StrikeBook(structuredClone(first.all()));
    expect(second.orders()).toEqual(first.orders());
    second.expire(START + 2 * HOUR);
    const third = new StrikeBook(structuredClone(second.all()));
    expect(third.orders().muted).toEqual([]);
    expect(third.struck(taking(a, 'x'), START + 3 * HOUR)).toMatchObject({ quarantine: { times: 2 } });
  });

  it('[WATCH-06] lifted by a person it is forgotten: two deaths are needed again', () => {
    const book = new StrikeBook([]);
    deaths(book, [taking(a, 'x'), taking(a, 'x')]);
    expect(book.lift({ ref: b, peer: 'x' })).toBe(false);
    expect(book.lift({ ref: a, peer: 'x' })).toBe(true);
    expect([book.all(), book.orders().muted]).toEqual([[], []]);
    expect(deaths(book, [taking(a, 'x'), taking(a, 'x')], START + 120_000)).toEqual([null, 'quarantine']);
  });

  it('[WATCH-06] what is lifted says nothing of other peers and documents: their deaths still count', () => {
    const book = new StrikeBook([]);
    deaths(book, [taking(a, 'x'), taking(a, 'x'), taking(a, 'y'), taking(b, 'x')]);
    book.lift({ ref: a, peer: 'x' });
    expect(deaths(book, [taking(a, 'y'), taking(b, 'x')], START + 300_000)).toEqual([
      'quarantine',
      'quarantine',
    ]);
  });

  it('[WATCH-06] one that was set by a clock that was ahead ends once the clock is right', () => {
    const book = new StrikeBook([]);
    const year = 365 * 24 * HOUR;
    deaths(book, [taking(a, 'x'), taking(a, 'x')], START + year);
    expect(book.expire(START + year)).toEqual([]);
    expect(book.expire(START)).toMatchObject([{ ref: a, peer: 'x' }]);
    expect(book.orders().muted).toEqual([]);
  });
});
