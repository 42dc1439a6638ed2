import { TextField } from '@tillmesh/ui';
import { formatQuantity, readQuantity } from '@tillmesh/ui/number';
import { createSignal, type JSX } from 'solid-js';
import type { ProductHit } from '../../../api/view.ts';
import { Ask } from '../../entry/ask.tsx';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

/** Goods came in: how many, and the delivery's number. */
export const ReceiveDialog = (props: {
  readonly product: ProductHit;
  readonly onClose: () => void;
}): JSX.Element => {
  const desk = useDesk();
  const [typed, setTyped] = createSignal('');
  const [note, setNote] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const quantity = () => readQuantity(typed());
  return (
    <Ask
      title={t.products.receiveOf(props.product.name)}
      go={t.products.receiveGo}
      onClose={() => props.onClose()}
      onDone={() =>
        desk.tell({
          level: 'well',
          message: t.products.received(formatQuantity(quantity() ?? 0), props.product.name),
        })
      }
      command={() => {
        setTried(true);
        const quantityMilli = quantity();
        if (quantityMilli === null || quantityMilli === 0) return null;
        return {
          kind: 'stock.move',
          reason: 'received',
          lines: [{ productId: props.product.id, quantityMilli }],
          note: note().trim(),
        };
      }}
    >
      <NumberEntry
        label={t.products.receiveField}
        value={typed()}
        corner={props.product.unit === 'kg' ? '.' : '00'}
        fault={tried() && (quantity() ?? 0) === 0 ? t.common.quantityFault : undefined}
        onText={setTyped}
      />
      <TextField label={t.products.receiveNote} value={note()} maxLength={120} onText={setNote} />
    </Ask>
  );
};
