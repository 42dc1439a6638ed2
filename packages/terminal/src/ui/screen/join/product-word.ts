import type { JoinView } from '../../../api/join-view.ts';
import { t } from '../../text/text.ts';

type Products = Extract<JoinView['state'], { step: 'joined' }>['products'];

const count = (value: number): string => value.toLocaleString(t.locale);

/** How much of the catalogue has come. The other device may have got more since it said how many there are. */
export const productWords = ({ here, expected }: Products): string => {
  if (expected === 0) return here === 0 ? t.join.loadedNone : t.join.loaded(count(here));
  if (here === 0) return t.join.loadingNone;
  return here < expected ? t.join.loading(count(here), count(expected)) : t.join.loaded(count(here));
};
