/** What a key asks of the selling screen. */
export type SellAction =
  | { readonly kind: 'search' }
  | { readonly kind: 'enter' }
  | { readonly kind: 'pay' }
  | { readonly kind: 'returns' }
  | { readonly kind: 'menu' }
  | { readonly kind: 'back' }
  | { readonly kind: 'quantity-by'; readonly milli: 1000 | -1000 }
  | { readonly kind: 'void' }
  | { readonly kind: 'move'; readonly by: 1 | -1 }
  | { readonly kind: 'type' }
  /** Held down: it acted already. */
  | { readonly kind: 'held' };

export type KeyPress = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
};

/** Where the key was pressed. */
export type KeyPlace = {
  /** The search field is empty. */
  readonly searchEmpty: boolean;
  /** The search field has the focus, or nothing that could use the key has it. */
  readonly free: boolean;
};

const FUNCTION_KEYS: Readonly<Record<string, SellAction>> = {
  F6: { kind: 'returns' },
  F10: { kind: 'menu' },
  F12: { kind: 'pay' },
};

const actionOf = (press: KeyPress, place: KeyPlace): SellAction | null => {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  const always = FUNCTION_KEYS[press.key];
  if (always !== undefined) return always;
  if (press.key === 'Escape') return { kind: 'back' };
  if (!place.free) return null;
  if (press.key === 'Enter') return { kind: 'enter' };
  if (press.key === 'ArrowDown') return { kind: 'move', by: 1 };
  if (press.key === 'ArrowUp') return { kind: 'move', by: -1 };
  if (place.searchEmpty) {
    if (press.key === '/') return { kind: 'search' };
    if (press.key === '+') return { kind: 'quantity-by', milli: 1000 };
    if (press.key === '-') return { kind: 'quantity-by', milli: -1000 };
    if (press.key === 'Delete') return { kind: 'void' };
  }
  return press.key.length === 1 ? { kind: 'type' } : null;
};

/**
 * The keys of the selling screen. Function keys and Escape work wherever the focus is; digits, signs
 * and arrows only where no field or button could mean them itself; those that act on a line only
 * while nothing is typed in the search. Held down, only letters and the choice of a line go on. Null
 * leaves the key to the browser.
 */
export const sellAction = (press: KeyPress, place: KeyPlace): SellAction | null => {
  const action = actionOf(press, place);
  if (action === null || action.kind === 'type' || action.kind === 'move') return action;
  return press.repeat ? { kind: 'held' } : action;
};
