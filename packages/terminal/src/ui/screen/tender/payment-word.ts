import type { BasketView } from '../../../api/basket-view.ts';
import { t } from '../../text/text.ts';

type State = BasketView['payments'][number]['state'];

const STATES: Partial<Record<State, string>> = t.tender.states;

/** `Card · asked for`: a tender, and where the payment stands where that is not the end of it. */
export const paymentWords = (tender: string, state: State): string => {
  const words = STATES[state];
  return words === undefined ? tender : `${tender} · ${words}`;
};

/** Nobody knows yet whether there is anything to give back. */
export const isUnresolved = (state: State): boolean => state === 'requested' || state === 'unknown';
