import { formatQuantity, readQuantity } from '@tillmesh/ui/number';
import { createSignal, type JSX } from 'solid-js';
import { Ask } from '../../entry/ask.tsx';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { t } from '../../text/text.ts';
import type { LineDialogProps } from './sell-dialog.tsx';

export const QuantityDialog = (props: LineDialogProps): JSX.Element => {
  const [typed, setTyped] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const quantity = () => readQuantity(typed());
  return (
    <Ask
      title={t.dialog.quantity(props.line.name)}
      go={t.dialog.quantityGo}
      onClose={() => props.onClose()}
      command={() => {
        setTried(true);
        const quantityMilli = quantity();
        return quantityMilli === null
          ? null
          : { kind: 'basket.set-quantity', line: props.line.line, quantityMilli };
      }}
    >
      <NumberEntry
        label={t.dialog.quantityField}
        value={typed()}
        corner={props.line.unit === 'kg' ? '.' : '00'}
        hint={t.dialog.quantityNow(formatQuantity(props.line.quantityMilli))}
        fault={tried() && quantity() === null ? t.common.quantityFault : undefined}
        onText={setTyped}
      />
    </Ask>
  );
};
