import { createSignal, type JSX, Show } from 'solid-js';
import { Page } from '../../frame/page.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { OpenRefund } from './open-refund.tsx';
import { ReceiptRefund } from './receipt-refund.tsx';

/** Giving goods back: by their receipt, or by right without one. The result shows at the selling screen. */
export const RefundScreen = (): JSX.Element => {
  const desk = useDesk();
  const [way, setWay] = createSignal<'receipt' | 'open'>('receipt');
  const tab = (value: 'receipt' | 'open', label: string) => (
    <button type="button" class="chip" aria-pressed={way() === value} onClick={() => setWay(value)}>
      {label}
    </button>
  );
  return (
    <Page
      title={t.refund.title}
      onBack={() => desk.go('sell')}
      actions={
        <Show when={desk.may('refund-without-receipt')}>
          <div class="chips" role="group" aria-label={t.refund.way}>
            {tab('receipt', t.refund.withReceipt)}
            {tab('open', t.refund.withoutReceipt)}
          </div>
        </Show>
      }
    >
      <Show when={way() === 'receipt'} fallback={<OpenRefund />}>
        <ReceiptRefund />
      </Show>
    </Page>
  );
};
