import type { Accessor } from 'solid-js';
import { sellAction } from '../../key/key-map.ts';
import { createWedge } from '../../key/wedge.ts';

/** What keys do at the selling screen. */
export type SellKeys = {
  readonly search: Accessor<HTMLInputElement | undefined>;
  readonly tendering: () => boolean;
  readonly searchEmpty: () => boolean;
  readonly enter: (scanned: string | null) => void;
  readonly pay: () => void;
  readonly back: () => void;
  readonly goReturns: () => void;
  readonly openMenu: () => void;
  readonly quantityBy: (milli: number) => void;
  readonly voidLine: () => void;
  readonly move: (by: 1 | -1) => void;
  /** A scanner typed into a field that means something else. */
  readonly refuseScan: (code: string) => void;
};

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement;

/** A button would use Enter and the space bar itself. */
const pressesButton = (event: KeyboardEvent): boolean =>
  event.target instanceof Element &&
  event.target.closest('button, summary, a') !== null &&
  (event.key === 'Enter' || event.key === ' ');

const act = (keys: SellKeys, event: KeyboardEvent, scanned: string | null): void => {
  const search = keys.search();
  const inSearch = event.target === search;
  const action = sellAction(event, {
    searchEmpty: keys.searchEmpty(),
    free: !keys.tendering() && (inSearch || (!isField(event.target) && !pressesButton(event))),
  });
  if (action === null) return;
  if (action.kind === 'type') {
    // The character itself follows into the field that has the focus by then.
    if (!inSearch) search?.focus();
    return;
  }
  event.preventDefault();
  switch (action.kind) {
    case 'search':
      return search?.focus();
    case 'enter':
      return keys.enter(scanned);
    case 'pay':
      return keys.pay();
    case 'returns':
      return keys.goReturns();
    case 'menu':
      return keys.openMenu();
    case 'back':
      return keys.back();
    case 'quantity-by':
      return keys.quantityBy(action.milli);
    case 'void':
      return keys.voidLine();
    case 'move':
      return keys.move(action.by);
    case 'held':
      return;
  }
};

/**
 * Listens to the whole page. The search has the focus whenever nothing else needs it, so a scanner
 * works anywhere; a scan that lands in another field is kept from acting there.
 */
export const listenForKeys = (keys: SellKeys): (() => void) => {
  const wedge = createWedge();
  const onKeyDown = (event: KeyboardEvent): void => {
    const scanned = wedge.press(event.key, event.timeStamp);
    const inDialog = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (scanned !== null && event.target !== keys.search() && isField(event.target)) {
      event.preventDefault();
      event.stopPropagation();
      if (event.target instanceof HTMLInputElement) event.target.select();
      keys.refuseScan(scanned);
      return;
    }
    if (!inDialog) act(keys, event, scanned);
  };
  const takeFocus = (): void => {
    const focused = document.activeElement;
    const idle = focused === null || focused === document.body || focused.closest('.sell') === null;
    if (idle && document.querySelector('dialog[open]') === null && !keys.tendering()) keys.search()?.focus();
  };
  /** A finger or a mouse on a button leaves the focus where it is. */
  const keepFocus = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || event.target.closest('dialog') !== null) return;
    if (event.target.closest('button, .hit') !== null) event.preventDefault();
  };
  const onFocusOut = (): void => queueMicrotask(takeFocus);
  document.addEventListener('keydown', onKeyDown, true);
  document.addEventListener('focusout', onFocusOut);
  document.addEventListener('mousedown', keepFocus);
  keys.search()?.focus();
  return () => {
    document.removeEventListener('keydown', onKeyDown, true);
    document.removeEventListener('focusout', onFocusOut);
    document.removeEventListener('mousedown', keepFocus);
  };
};
