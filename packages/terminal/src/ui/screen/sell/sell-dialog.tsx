import { type Component, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { BasketView } from '../../../api/basket-view.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { DiscountDialog } from './discount-dialog.tsx';
import { PriceDialog } from './price-dialog.tsx';
import { QuantityDialog } from './quantity-dialog.tsx';
import type { LineDialog, SellQuestion } from './sell-question.ts';
import { VoidDialog } from './void-dialog.tsx';

export type LineDialogProps = {
  readonly line: BasketView['lines'][number];
  readonly onClose: () => void;
};

const LINE_DIALOGS: Readonly<Record<LineDialog, Component<LineDialogProps>>> = {
  quantity: QuantityDialog,
  discount: DiscountDialog,
  price: PriceDialog,
  void: VoidDialog,
};

/** The open question over the basket. */
export const OpenQuestion = (props: {
  readonly question: SellQuestion | null;
  readonly onClose: () => void;
}): JSX.Element => {
  const ofLine = () => (props.question?.dialog === 'cancel' ? null : props.question);
  const ofBasket = () => (props.question?.dialog === 'cancel' ? props.question.basket : null);
  return (
    <>
      <Show when={ofLine()}>
        {(open) => (
          <Dynamic
            component={LINE_DIALOGS[open().dialog]}
            line={open().line}
            onClose={() => props.onClose()}
          />
        )}
      </Show>
      <Show when={ofBasket()}>
        {(basket) => <CancelDialog basket={basket()} onClose={() => props.onClose()} />}
      </Show>
    </>
  );
};
