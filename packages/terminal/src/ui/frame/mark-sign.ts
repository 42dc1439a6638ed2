import type { TillView } from '../../api/view.ts';
import { t } from '../text/text.ts';

/** A word that stands over every screen, and what it means where there is room for it. */
export type MarkSign = { readonly name: string; readonly text: string };

/** What of this till is no real sale; training first, since it begins and ends while people sell. */
export const markSigns = (till: Pick<TillView, 'mark' | 'training'> | undefined): readonly MarkSign[] => {
  if (till === undefined) return [];
  const training = till.training ? [t.mark.training] : [];
  return till.mark === 'real' ? training : [...training, t.mark[till.mark]];
};
