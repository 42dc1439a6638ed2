import { formatQuantity } from '@tillmesh/ui/number';
import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import type { BasketView } from '../../../api/basket-view.ts';
import type { LastDocumentView } from '../../../api/view.ts';
import type { Desk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { createTender, type Tender } from '../tender/tender-state.ts';
import { neighbourLine, selectedLine } from './basket-sum.ts';
import { createFinder, type Finder } from './finder.ts';
import { createQuestioning, type SellDialog, type SellQuestion } from './sell-question.ts';

type Line = BasketView['lines'][number];

/** Everything the selling screen knows beyond what the host says: what is typed, chosen and asked. */
export type SellState = {
  readonly finder: Finder;
  readonly basket: Accessor<BasketView | null>;
  readonly selected: Accessor<Line | null>;
  readonly select: (line: number) => void;
  /** The basket that is being paid. Money taken keeps it here, after a restart too. */
  readonly tendering: Accessor<BasketView | null>;
  readonly tender: Tender;
  /** The document of the last sale or refund, until it is put away or the next basket begins. */
  readonly done: Accessor<LastDocumentView | null>;
  readonly putAway: () => void;
  readonly question: Accessor<SellQuestion | null>;
  readonly ask: (dialog: SellDialog) => void;
  readonly closeQuestion: () => void;
  readonly pay: () => void;
  readonly leavePaying: () => void;
  readonly enter: (scanned: string | null) => void;
  readonly back: () => void;
  readonly quantityBy: (milli: number) => void;
  readonly move: (by: 1 | -1) => void;
  /** What is read aloud when the basket changes. */
  readonly announcement: Accessor<string>;
};

/** What the code of a printed receipt begins with: it can only mean a return. */
const RECEIPT_CODE = /^TILLMESH:\d+:/i;

/** What stands beside the opening of the next shift. */
const ENDS_SHIFT: ReadonlySet<LastDocumentView['kind']> = new Set(['z', 'supplement']);

type Acts = Pick<SellState, 'enter' | 'back' | 'quantityBy' | 'move'>;
type Ground = Omit<SellState, keyof Acts | 'announcement'>;

const createGround = (desk: Desk): Ground => {
  const [chosen, setChosen] = createSignal<number | null>(null);
  const [paying, setPaying] = createSignal(false);
  const [seen, setSeen] = createSignal<string | null>(null);
  const finder = createFinder(desk, setChosen);
  const basket = () => desk.views.basket ?? null;
  const selected = createMemo(() => selectedLine(basket()?.lines ?? [], chosen()));
  const questioning = createQuestioning(basket, selected);
  const tender = createTender(desk, basket);
  const tendering = () => {
    const open = basket();
    return open !== null && (paying() || open.payments.length > 0) ? open : null;
  };
  const done = () => {
    const last = desk.views.lastDocument ?? null;
    return basket() === null && last !== null && !ENDS_SHIFT.has(last.kind) && last.id !== seen()
      ? last
      : null;
  };
  createEffect(
    on(
      () => basket()?.basketId,
      (basketId) => {
        setChosen(null);
        setPaying(false);
        // What was refused while selling is of the past once the sale is done.
        if (basketId === undefined) desk.tell(null);
      },
      { defer: true },
    ),
  );
  return {
    finder,
    basket,
    selected,
    select: setChosen,
    tendering,
    tender,
    done,
    putAway: () => setSeen(done()?.id ?? null),
    question: questioning.question,
    ask: questioning.ask,
    closeQuestion: questioning.close,
    pay: () => {
      finder.clear();
      if (basket() === null) return;
      desk.tell(null);
      if (tendering() === null) tender.begin();
      setPaying(true);
    },
    leavePaying: () => {
      if (!tender.busy()) setPaying(false);
    },
  };
};

const actsOf = (desk: Desk, ground: Ground): Acts => {
  const { finder, basket, selected } = ground;
  // Keys may come faster than the basket comes back: the next step starts from what was asked last.
  let asked: { readonly line: number; readonly milli: number } | null = null;
  createEffect(() => {
    const line = selected();
    if (line === null || line.line !== asked?.line || line.quantityMilli === asked.milli) asked = null;
  });
  const setQuantity = async (quantityMilli: number): Promise<void> => {
    const line = selected();
    if (line === null) return;
    asked = { line: line.line, milli: quantityMilli };
    const outcome = await desk.send({ kind: 'basket.set-quantity', line: line.line, quantityMilli });
    if (!outcome.ok) asked = null;
  };
  return {
    enter: (scanned) => {
      const times = finder.times();
      const text = finder.text().trim();
      if (RECEIPT_CODE.test(text)) {
        desk.refundOf(text);
        desk.go('returns');
      } else if (text !== '') {
        void finder.take(scanned);
      } else if (times !== null) {
        finder.dropTimes();
        void setQuantity(times);
      } else if (ground.done() !== null) {
        ground.putAway();
      } else {
        ground.pay();
      }
    },
    back: () => {
      if (ground.tendering() !== null) ground.leavePaying();
      else if (finder.text() !== '') finder.clear();
      else if (finder.times() !== null) finder.dropTimes();
      else desk.tell(null);
    },
    quantityBy: (milli) => {
      const next = (asked?.milli ?? selected()?.quantityMilli ?? 0) + milli;
      if (next > 0) void setQuantity(next);
      else ground.ask('void');
    },
    move: (by) => {
      const next = neighbourLine(basket()?.lines ?? [], selected()?.line ?? null, by);
      if (finder.hits() !== null) finder.move(by);
      else if (next !== null) ground.select(next);
    },
  };
};

export const createSellState = (desk: Desk): SellState => {
  const ground = createGround(desk);
  const announcement = (): string => {
    const line = ground.selected();
    const open = ground.basket();
    if (line === null || open === null) return '';
    return t.sell.added(line.name, formatQuantity(line.quantityMilli), desk.money(open.dueMinor));
  };
  return { ...ground, ...actsOf(desk, ground), announcement };
};
