import { MoneyText } from '@tillmesh/ui';
import { readAmount } from '@tillmesh/ui/number';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ShiftView } from '../../../api/shift-view.ts';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { createOnce } from '../../entry/once.ts';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { Page } from '../../frame/page.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { SafeCard } from '../device/safe-card.tsx';

/** Of the base currency; null where it is not told beforehand. */
const expectedMinor = (shift: ShiftView | null): number | null => shift?.expected?.[0]?.expectedMinor ?? null;

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
      <Show when={props.shift.floatMinor !== null}>{row(t.close.float, props.shift.floatMinor ?? 0)}</Show>
      <Show when={props.shift.figures}>
        {(figures) => (
          <>
            {row(t.close.sales(figures().salesCount), figures().salesGrossMinor)}
            {row(t.close.refunds(figures().refundsCount), -figures().refundsGrossMinor)}
          </>
        )}
      </Show>
      <Show when={expectedMinor(props.shift) !== null}>
        {row(t.close.expected, expectedMinor(props.shift) ?? 0)}
      </Show>
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
    const expected = expectedMinor(desk.views.shift ?? null);
    return minor === null || expected === null ? null : minor - expected;
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
        <SafeCard />
        <Show when={desk.views.basket}>
          <p class="know-text">{t.close.basketOpen}</p>
        </Show>
      </section>
    </Page>
  );
};
