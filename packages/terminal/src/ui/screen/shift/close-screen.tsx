import { MoneyText } from '@tillmesh/ui';
import { readAmount } from '@tillmesh/ui/number';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ShiftView } from '../../../api/view.ts';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { createOnce } from '../../entry/once.ts';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { Page } from '../../frame/page.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

/** The shift in figures: what came in, what should be in the drawer. */
const ShiftFacts = (props: { readonly shift: ShiftView }): JSX.Element => {
  const desk = useDesk();
  const row = (term: string, minor: number) => (
    <div>
      <dt>{term}</dt>
      <dd>
        <MoneyText minor={minor} format={desk.format()} />
      </dd>
    </div>
  );
  return (
    <dl class="facts">
      {row(t.close.float, props.shift.floatMinor)}
      {row(t.close.sales(props.shift.salesCount), props.shift.salesGrossMinor)}
      {row(t.close.refunds(props.shift.refundsCount), -props.shift.refundsGrossMinor)}
      {row(t.close.expected, props.shift.expectedMinor)}
    </dl>
  );
};

/** Count the drawer, see the difference, close with a Z. The Z then stands beside the next opening. */
export const CloseScreen = (): JSX.Element => {
  const desk = useDesk();
  const [typed, setTyped] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const counted = () => readAmount(typed(), desk.format().exponent);
  const variance = () => {
    const minor = counted();
    const shift = desk.views.shift;
    return minor === null || shift === null || shift === undefined ? null : minor - shift.expectedMinor;
  };
  const varianceWord = (minor: number): string => {
    if (minor === 0) return t.close.even;
    return minor > 0 ? t.close.over : t.close.short;
  };
  const closing = createOnce(async () => {
    setTried(true);
    const minor = counted();
    if (minor === null) return;
    const outcome = await desk.send({ kind: 'shift.close', countedMinor: minor });
    if (outcome.ok) desk.go('sell');
  });
  return (
    <Page title={t.close.title} class="is-columns" onBack={() => desk.go('sell')}>
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void closing.run();
        }}
      >
        <p class="lead">{t.close.lead}</p>
        <NumberEntry
          label={t.close.counted}
          value={typed()}
          corner={desk.format().exponent === 0 ? '00' : '.'}
          fault={tried() && counted() === null ? t.common.amountFault : undefined}
          onText={setTyped}
        />
        <SubmitButton size="large" keys="Enter" busy={closing.busy()}>
          {t.close.go}
        </SubmitButton>
      </form>
      <section class="card stack" aria-label={t.close.expected}>
        <Show when={desk.views.shift}>{(shift) => <ShiftFacts shift={shift()} />}</Show>
        <div class="variance" aria-live="polite">
          <p>{t.close.variance}</p>
          <Show when={variance() !== null} fallback={<p class="quiet">{t.close.waiting}</p>}>
            <p
              class="variance-amount"
              classList={{ 'is-stop': (variance() ?? 0) < 0, 'is-know': (variance() ?? 0) > 0 }}
            >
              <MoneyText minor={variance() ?? 0} format={desk.format()} />
              <span>{varianceWord(variance() ?? 0)}</span>
            </p>
          </Show>
        </div>
        <Show when={desk.views.basket}>
          <p class="know-text">{t.close.basketOpen}</p>
        </Show>
      </section>
    </Page>
  );
};
