import { describe, expect, it } from 'vitest';
import type { ReceiptView } from '../../api/view.ts';
import type { Reply } from '../link/refusal.ts';
import type { Note } from '../state/desk.ts';
import { createReceiptSearch } from './receipt-search.ts';

const REFUSAL = { code: 'RECEIPT-UNKNOWN', message: 'This till does not hold it.', nextStep: 'Search.' };

const receipt = (label: string): ReceiptView => ({
  saleId: label,
  label,
  till: 'H1',
  utcMs: 0,
  localTime: '2026-05-04 09:00',
  kind: 'receipt',
  currency: 'GBP',
  totalMinor: 100,
  lines: [],
  payments: [],
  depositLeftMinor: 0,
  voidable: true,
  voided: false,
  heldBy: null,
  invoiced: false,
});

/** A search whose host answers when the test says so, to any question that is open. */
const createTestSearch = () => {
  const open = new Map<string, (reply: Reply<ReceiptView>) => void>();
  const found: string[] = [];
  const notes: (Note | null)[] = [];
  const refused: string[] = [];
  let returned = 0;
  const search = createReceiptSearch({
    ask: (asked) =>
      new Promise((resolve) => {
        open.set(asked, resolve);
      }),
    onFound: ({ label }) => found.push(label),
    onReturned: () => {
      returned += 1;
    },
    tell: (note) => notes.push(note),
    refuse: ({ at }) => refused.push(at ?? ''),
  });
  const scan = (code: string): Promise<void> => {
    search.type(search.typed() + code);
    return search.submit();
  };
  const answer = (asked: string, reply: Reply<ReceiptView>): void => open.get(asked)?.(reply);
  return { search, scan, answer, open, found, notes, refused, returned: () => returned };
};
const holds = (label: string): Reply<ReceiptView> => ({ status: 'answered', value: receipt(label) });

describe('finding a receipt', () => {
  it('[SCREEN-12] the next scan never joins the one before, found or still sought', async () => {
    const { search, scan, answer, found } = createTestSearch();
    const first = scan('R-1');
    expect(search.typed()).toBe('');
    const second = scan('R-2');
    answer('R-2', holds('R-2'));
    await second;
    // Late by now: the second one is what the person waits for.
    answer('R-1', holds('R-1'));
    await first;
    expect(found).toEqual(['R-2']);
    const third = scan('R-3');
    answer('R-3', holds('R-3'));
    await third;
    expect(found).toEqual(['R-2', 'R-3']);
    expect(search.typed()).toBe('');
  });

  it('[SCREEN-12] what is not found stands in the field again, ready to be typed over', async () => {
    const { search, scan, answer, refused, returned } = createTestSearch();
    const sought = scan(' R-9 ');
    answer('R-9', { status: 'refused', refusal: REFUSAL });
    await sought;
    expect([search.typed(), refused, returned()]).toEqual(['R-9', ['R-9'], 1]);
  });

  it('[SCREEN-12] and it does not, when something else was typed meanwhile', async () => {
    const { search, scan, answer, refused, returned } = createTestSearch();
    const sought = scan('R-9');
    search.type('R-1');
    answer('R-9', { status: 'refused', refusal: REFUSAL });
    await sought;
    expect([search.typed(), refused, returned()]).toEqual(['R-1', ['R-9'], 0]);
  });

  it('[SCREEN-12] a host that is away is said, and nothing typed is lost', async () => {
    const { search, scan, answer, notes, returned } = createTestSearch();
    const sought = scan('R-9');
    answer('R-9', { status: 'unanswered' });
    await sought;
    expect([search.typed(), returned(), notes.at(-1)?.level]).toEqual(['R-9', 1, 'stop']);
  });

  it('[SCREEN-12] nothing typed asks nothing', async () => {
    const { scan, open } = createTestSearch();
    await scan('  ');
    expect(open.size).toBe(0);
  });
});
