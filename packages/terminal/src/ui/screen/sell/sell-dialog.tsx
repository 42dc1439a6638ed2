import { type JSX, Match, Switch } from 'solid-js';
import type { BasketView } from '../../../api/view.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { DiscountDialog } from './discount-dialog.tsx';
import { PriceDialog } from './price-dialog.tsx';
import { QuantityDialog } from './quantity-dialog.tsx';
import { VoidDialog } from './void-dialog.tsx';

/** What can be asked about the selected line or the basket. */
export type SellDialog = 'quantity' | 'discount' | 'price' | 'void' | 'cancel';

type Line = BasketView['lines'][number];
export type LineDialogProps = { readonly line: Line; readonly onClose: () => void };

/** The open question over the basket; `line` is the selected one as it stood when the question was asked. */
export const SellQuestion = (props: {
  readonly dialog: SellDialog;
  readonly line: Line;
  readonly basket: BasketView;
  readonly onClose: () => void;
}): JSX.Element => (
  <Switch>
    <Match when={props.dialog === 'quantity'}>
      <QuantityDialog line={props.line} onClose={() => props.onClose()} />
    </Match>
    <Match when={props.dialog === 'discount'}>
      <DiscountDialog line={props.line} onClose={() => props.onClose()} />
    </Match>
    <Match when={props.dialog === 'price'}>
      <PriceDialog line={props.line} onClose={() => props.onClose()} />
    </Match>
    <Match when={props.dialog === 'void'}>
      <VoidDialog line={props.line} onClose={() => props.onClose()} />
    </Match>
    <Match when={props.dialog === 'cancel'}>
      <CancelDialog basket={props.basket} onClose={() => props.onClose()} />
    </Match>
  </Switch>
);
