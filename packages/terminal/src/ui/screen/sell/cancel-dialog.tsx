import type { JSX } from 'solid-js';
import type { BasketView } from '../../../api/basket-view.ts';
import { AskReason } from '../../entry/ask-reason.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

export const CancelDialog = (props: {
  readonly basket: BasketView;
  readonly onClose: () => void;
}): JSX.Element => {
  const desk = useDesk();
  return (
    <AskReason
      title={t.dialog.cancel}
      lead={t.dialog.cancelLead(props.basket.lines.length, desk.money(props.basket.totalMinor))}
      go={t.dialog.cancelGo}
      reasons={t.dialog.reasons.cancel}
      command={(reason) => ({ kind: 'basket.cancel', reason })}
      onClose={() => props.onClose()}
    />
  );
};
