import { Button, MoneyText } from '@tillmesh/ui';
import { readAmount } from '@tillmesh/ui/number';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { BasketView } from '../../../api/view.ts';
import { AskReason } from '../../entry/ask-reason.tsx';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { isLikelyCode } from './likely-code.ts';
import { quickAmounts } from './quick-amount.ts';

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
              <span>{t.tender.cash}</span>
              <MoneyText minor={payment.amountMinor} format={desk.format()} />
              <Button onClick={() => setGiveBack(payment)}>{t.tender.giveBack}</Button>
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

/** `locked`: money was taken, so there is no way back but giving it back. */
const Foot = (props: { readonly locked: boolean; readonly onBack: () => void }): JSX.Element => (
  <div class="tender-foot">
    <Button keys="Escape" disabled={props.locked} onClick={() => props.onBack()}>
      {t.tender.back} <span class="only-heard">{t.tender.backWhere}</span>
    </Button>
    <Button type="submit" look="primary" size="large" keys="Enter">
      {t.tender.go}
    </Button>
  </div>
);

/**
 * Taking cash, over the basket: what is due largest, likely amounts, the pad. Enter with nothing typed
 * takes exactly what is due; a part leaves the rest due.
 */
export const TenderPanel = (props: {
  readonly basket: BasketView;
  readonly onBack: () => void;
}): JSX.Element => {
  const desk = useDesk();
  const [typed, setTyped] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const given = () => readAmount(typed(), desk.format().exponent);
  const outlook = (): string => {
    const minor = given();
    if (minor === null) return t.tender.exactHint;
    const change = minor - props.basket.dueMinor;
    return change >= 0 ? t.tender.change(desk.money(change)) : t.tender.remains(desk.money(-change));
  };
  const take = async (tenderedMinor: number): Promise<void> => {
    const outcome = await desk.send({ kind: 'payment.take', tender: 'cash', tenderedMinor });
    if (!outcome.ok) return;
    setTyped('');
    setTried(false);
  };
  const takeTyped = (): void => {
    if (isLikelyCode(typed(), given(), props.basket.dueMinor)) {
      const message = t.tender.scanned(typed().trim());
      desk.tell({ level: 'know', message, nextStep: t.tender.scannedNext });
      setTyped('');
      return;
    }
    const minor = typed().trim() === '' ? props.basket.dueMinor : given();
    if (minor === null) setTried(true);
    else void take(minor);
  };
  return (
    <section class="basket-panel tender" aria-label={t.tender.title}>
      <form
        class="tender-form"
        onSubmit={(event) => {
          event.preventDefault();
          takeTyped();
        }}
      >
        <p class="totals-due">
          <span>{props.basket.paidMinor > 0 ? t.sell.stillToPay : t.sell.toPay}</span>
          <MoneyText class="due is-large" minor={props.basket.dueMinor} format={desk.format()} />
        </p>
        <PaymentList payments={props.basket.payments} />
        <QuickAmounts
          dueMinor={props.basket.dueMinor}
          count={props.basket.payments.length > 0 ? FEW_QUICK : MOST_QUICK}
          onTake={(minor) => void take(minor)}
        />
        <NumberEntry
          label={t.tender.given}
          value={typed()}
          corner={desk.format().exponent === 0 ? '00' : '.'}
          hint={outlook()}
          fault={tried() && given() === null ? t.common.amountFault : undefined}
          onText={setTyped}
        />
        <Foot locked={props.basket.payments.length > 0} onBack={() => props.onBack()} />
      </form>
    </section>
  );
};
