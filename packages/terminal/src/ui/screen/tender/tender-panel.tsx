import { Button, MoneyText } from '@tillmesh/ui';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { BasketView } from '../../../api/basket-view.ts';
import { AskReason } from '../../entry/ask-reason.tsx';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { isUnresolved, paymentWords } from './payment-word.ts';
import { quickAmounts } from './quick-amount.ts';
import type { Tender } from './tender-state.ts';

type Payment = BasketView['payments'][number];
/** Beside the exact amount; fewer where payments take the room. */
const MOST_QUICK = 5;
const FEW_QUICK = 2;

/** Money taken so far, each part with the way to give it back. */
const PaymentList = (props: { readonly payments: readonly Payment[] }): JSX.Element => {
  const desk = useDesk();
  const [giveBack, setGiveBack] = createSignal<Payment | null>(null);
  return (
    <Show when={props.payments.length > 0}>
      <ul class="payments" aria-label={t.tender.taken}>
        <For each={props.payments}>
          {(payment) => (
            <li>
              <span>{paymentWords(desk.tenderName(payment.tender), payment.state)}</span>
              <MoneyText minor={payment.amountMinor} format={desk.format()} />
              <Button disabled={isUnresolved(payment.state)} onClick={() => setGiveBack(payment)}>
                {t.tender.giveBack}
              </Button>
            </li>
          )}
        </For>
      </ul>
      <Show when={giveBack()} keyed>
        {(payment) => (
          <AskReason
            title={t.dialog.giveBack(desk.money(payment.amountMinor))}
            go={t.dialog.giveBackGo}
            reasons={t.dialog.reasons.giveBack}
            command={(reason) => ({ kind: 'payment.return', paymentId: payment.paymentId, reason })}
            onClose={() => setGiveBack(null)}
          />
        )}
      </Show>
    </Show>
  );
};

const QuickAmounts = (props: {
  readonly dueMinor: number;
  readonly count: number;
  readonly onTake: (minor: number) => void;
}): JSX.Element => {
  const desk = useDesk();
  return (
    <div class="quick" role="group" aria-label={t.tender.quick}>
      <Button onClick={() => props.onTake(props.dueMinor)}>
        {t.tender.exact(desk.money(props.dueMinor))}
      </Button>
      <For each={quickAmounts(props.dueMinor, desk.format().exponent, props.count)}>
        {(minor) => <Button onClick={() => props.onTake(minor)}>{desk.money(minor)}</Button>}
      </For>
    </div>
  );
};

/** `locked`: money was taken or is being taken, so there is no way back but giving it back. */
const Foot = (props: {
  readonly locked: boolean;
  readonly busy: boolean;
  readonly onBack: () => void;
}): JSX.Element => (
  <div class="tender-foot">
    <Button keys="Escape" disabled={props.locked} onClick={() => props.onBack()}>
      {t.tender.back} <span class="only-heard">{t.tender.backWhere}</span>
    </Button>
    <SubmitButton size="large" keys="Enter" busy={props.busy}>
      {t.tender.go}
    </SubmitButton>
  </div>
);

/**
 * Taking cash, over the basket: what is due largest, likely amounts, the pad. The first Enter with
 * nothing typed takes exactly what is due; a part leaves the rest due, to be typed or chosen.
 */
export const TenderPanel = (props: {
  readonly basket: BasketView;
  readonly tender: Tender;
  readonly onBack: () => void;
}): JSX.Element => {
  const desk = useDesk();
  return (
    <section class="basket-panel tender" aria-label={t.tender.title}>
      <form
        class="tender-form"
        onSubmit={(event) => {
          event.preventDefault();
          void props.tender.takeTyped();
        }}
      >
        <p class="totals-due">
          <span>{props.basket.paidMinor > 0 ? t.sell.stillToPay : t.sell.toPay}</span>
          <MoneyText class="due is-large" minor={props.basket.cashDueMinor} format={desk.format()} />
        </p>
        <PaymentList payments={props.basket.payments} />
        <QuickAmounts
          dueMinor={props.basket.cashDueMinor}
          count={props.basket.payments.length > 0 ? FEW_QUICK : MOST_QUICK}
          onTake={(minor) => void props.tender.take(minor)}
        />
        <NumberEntry
          label={t.tender.given}
          value={props.tender.typed()}
          corner={desk.format().exponent === 0 ? '00' : '.'}
          hint={props.tender.outlook()}
          fault={props.tender.fault()}
          onText={props.tender.type}
        />
        <Foot
          locked={props.basket.payments.length > 0 || props.tender.busy()}
          busy={props.tender.busy()}
          onBack={() => props.onBack()}
        />
      </form>
    </section>
  );
};
