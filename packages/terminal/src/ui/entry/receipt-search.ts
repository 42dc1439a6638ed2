import { type Accessor, createSignal } from 'solid-js';
import type { ReceiptView } from '../../api/view.ts';
import type { Refusal, Reply } from '../link/refusal.ts';
import type { Note } from '../state/desk.ts';
import { t } from '../text/text.ts';

export type ReceiptSearchPorts = {
  /** Asks the host for the receipt with this id, label or scanned code. */
  readonly ask: (idOrLabel: string) => Promise<Reply<ReceiptView>>;
  readonly onFound: (receipt: ReceiptView) => void;
  /** Nothing was found: what was typed stands in the field again, and the next scan is to replace it. */
  readonly onReturned: () => void;
  readonly tell: (note: Note | null) => void;
  readonly refuse: (refusal: Refusal) => void;
};

export type ReceiptSearch = {
  readonly typed: Accessor<string>;
  readonly type: (text: string) => void;
  /** Finds what was typed. The field is free for the next scan at once. */
  readonly submit: () => Promise<void>;
  /** Finds a known receipt; false when it was not. */
  readonly find: (idOrLabel: string) => Promise<boolean>;
};

/** Finding a receipt by what was typed or scanned, or by its id. */
export const createReceiptSearch = (ports: ReceiptSearchPorts): ReceiptSearch => {
  const [typed, setTyped] = createSignal('');
  let newest = 0;
  const find = async (asked: string): Promise<boolean> => {
    newest += 1;
    const own = newest;
    const reply = await ports.ask(asked);
    // Another was asked for since: it is that one which is waited for.
    if (own !== newest) return true;
    if (reply.status === 'answered') {
      ports.tell(null);
      ports.onFound(reply.value);
      return true;
    }
    if (reply.status === 'refused') ports.refuse({ ...reply.refusal, at: asked });
    else ports.tell({ level: 'stop', message: t.host.away, nextStep: t.host.tryAgain });
    return false;
  };
  return {
    typed,
    type: setTyped,
    find,
    submit: async () => {
      const asked = typed().trim();
      if (asked === '') return;
      setTyped('');
      if ((await find(asked)) || typed() !== '') return;
      setTyped(asked);
      ports.onReturned();
    },
  };
};
