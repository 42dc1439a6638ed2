import { type Accessor, createEffect, createMemo, createSignal } from 'solid-js';
import type { BasketView } from '../../../api/basket-view.ts';

type Line = BasketView['lines'][number];

/** What can be asked about a line. */
export type LineDialog = 'quantity' | 'discount' | 'price' | 'void';
/** What can be asked about the selected line or the basket. */
export type SellDialog = LineDialog | 'cancel';

/** An open question with what it is about, as that stands now. */
export type SellQuestion =
  | { readonly dialog: LineDialog; readonly line: Line }
  | { readonly dialog: 'cancel'; readonly basket: BasketView };

/** What was asked, by names: those of lines begin anew with each basket. */
type Asked = { readonly dialog: SellDialog; readonly basketId: string; readonly line: number };

const questionNow = (basket: BasketView | null, asked: Asked | null): SellQuestion | null => {
  if (basket === null || asked === null || basket.basketId !== asked.basketId) return null;
  if (asked.dialog === 'cancel') return { dialog: asked.dialog, basket };
  const line = basket.lines.find((candidate) => candidate.line === asked.line);
  return line === undefined ? null : { dialog: asked.dialog, line };
};

export type Questioning = {
  readonly question: Accessor<SellQuestion | null>;
  readonly ask: (dialog: SellDialog) => void;
  readonly close: () => void;
};

/**
 * The question that is open over the basket. It stays with the line that was selected when it was
 * asked, whatever is scanned or selected meanwhile, and ends when that line or basket is gone.
 */
export const createQuestioning = (
  basket: Accessor<BasketView | null>,
  selected: Accessor<Line | null>,
): Questioning => {
  const [asked, setAsked] = createSignal<Asked | null>(null);
  const question = createMemo(() => questionNow(basket(), asked()));
  createEffect(() => {
    if (question() === null) setAsked(null);
  });
  return {
    question,
    ask: (dialog) => {
      const [open, line] = [basket(), selected()];
      // A basket may hold a deposit and no line: it can be cancelled all the same.
      if (open === null || (line === null && dialog !== 'cancel')) return;
      setAsked({ dialog, basketId: open.basketId, line: line?.line ?? 0 });
    },
    close: () => setAsked(null),
  };
};
