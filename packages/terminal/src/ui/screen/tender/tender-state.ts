import { readAmount } from '@tillmesh/ui/number';
import { type Accessor, createSignal } from 'solid-js';
import type { BasketView } from '../../../api/basket-view.ts';
import { createOnce } from '../../entry/once.ts';
import type { Desk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { isLikelyCode } from './likely-code.ts';

/** What is typed while money is taken, what would come of it, and taking it. */
export type Tender = {
  /** Somebody asks for payment: nothing is typed or taken yet. */
  readonly begin: () => void;
  readonly typed: Accessor<string>;
  readonly type: (text: string) => void;
  /** What taking the typed amount would come to, in words. */
  readonly outlook: Accessor<string>;
  /** What is wrong with what was typed, once somebody tried to take it. */
  readonly fault: Accessor<string | undefined>;
  /** A payment is under way: another is not taken meanwhile, and there is no way back. */
  readonly busy: Accessor<boolean>;
  readonly take: (tenderedMinor: number) => Promise<void>;
  readonly takeTyped: () => Promise<void>;
};

export const createTender = (
  desk: Pick<Desk, 'send' | 'tell' | 'format' | 'money'>,
  basket: Accessor<BasketView | null>,
): Tender => {
  const [typed, setTyped] = createSignal('');
  const [tried, setTried] = createSignal(false);
  // The answer may come before the basket that shows the payment: both say that money was taken.
  const [taken, setTaken] = createSignal(false);
  const given = () => readAmount(typed(), desk.format().exponent);
  /** Only the first Enter may mean all that is due: a second one after a part is a finger that slipped. */
  const exactByEnter = () => !taken() && basket()?.payments.length === 0;
  const dueMinor = () => basket()?.cashDueMinor ?? 0;
  const begin = (): void => {
    setTaken(false);
    setTyped('');
    setTried(false);
  };
  const taking = createOnce(async (tenderedMinor: number) => {
    const basketId = basket()?.basketId;
    const outcome = await desk.send({ kind: 'payment.take', tender: 'cash', tenderedMinor });
    // What is typed for the next basket by now stays.
    if (!outcome.ok || basket()?.basketId !== basketId) return;
    begin();
    setTaken(true);
  });
  return {
    begin,
    typed,
    type: setTyped,
    outlook: () => {
      const minor = given();
      if (minor === null) return exactByEnter() ? t.tender.exactHint : t.tender.restHint;
      const change = minor - dueMinor();
      return change >= 0 ? t.tender.change(desk.money(change)) : t.tender.remains(desk.money(-change));
    },
    fault: () => (tried() && given() === null ? t.common.amountFault : undefined),
    busy: taking.busy,
    take: taking.run,
    takeTyped: async () => {
      const text = typed().trim();
      const minor = given();
      if (isLikelyCode(text, minor, dueMinor())) {
        desk.tell({ level: 'know', message: t.tender.scanned(text), nextStep: t.tender.scannedNext });
        setTyped('');
      } else if (text === '') {
        if (exactByEnter()) await taking.run(dueMinor());
      } else if (minor === null) {
        setTried(true);
      } else {
        await taking.run(minor);
      }
    },
  };
};
