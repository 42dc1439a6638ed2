import { readAmount } from '@tillmesh/ui/number';
import { createSignal, type JSX } from 'solid-js';
import { Ask } from '../../entry/ask.tsx';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { ReasonChoice } from '../../entry/reason-choice.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import type { LineDialogProps } from './sell-dialog.tsx';

/** Another price for one, asked by hand, with its reason. */
export const PriceDialog = (props: LineDialogProps): JSX.Element => {
  const desk = useDesk();
  const [typed, setTyped] = createSignal('');
  const [reason, setReason] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const price = () => readAmount(typed(), desk.format().exponent);
  return (
    <Ask
      wide
      title={t.dialog.price(props.line.name)}
      go={t.dialog.priceGo}
      onClose={() => props.onClose()}
      command={() => {
        setTried(true);
        const unitPriceMinor = price();
        if (unitPriceMinor === null || reason().trim() === '') return null;
        return {
          kind: 'basket.override-price',
          line: props.line.line,
          unitPriceMinor,
          reason: reason().trim(),
        };
      }}
    >
      <div class="two-columns">
        <NumberEntry
          label={t.dialog.priceField}
          value={typed()}
          corner={desk.format().exponent === 0 ? '00' : '.'}
          hint={t.dialog.priceNow(desk.plain(props.line.unitPriceMinor))}
          fault={tried() && price() === null ? t.common.amountFault : undefined}
          onText={setTyped}
        />
        <ReasonChoice
          reasons={t.dialog.reasons.price}
          value={reason()}
          fault={tried() && reason().trim() === '' ? t.dialog.reasonMissing : undefined}
          onReason={setReason}
        />
      </div>
    </Ask>
  );
};
