import { Button, MoneyText } from '@tillmesh/ui';
import { type JSX, Show } from 'solid-js';
import type { LastDocumentView } from '../../../api/view.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { DocumentPaper } from './document-paper.tsx';

/** What a customer pays by. Any other document is only handed over. */
const SOLD: ReadonlySet<LastDocumentView['kind']> = new Set(['receipt', 'invoice', 'training-receipt']);

/** What the last sale or refund came to: the change (or what to hand out) largest of all, then the receipt. */
export const DonePanel = (props: {
  readonly document: LastDocumentView;
  readonly onNext: () => void;
}): JSX.Element => {
  const desk = useDesk();
  const refund = () => props.document.kind === 'credit-note' || props.document.kind === 'void';
  const sold = () => SOLD.has(props.document.kind);
  const handOutMinor = () => props.document.changeMinor;
  const head = () => {
    if (refund()) return handOutMinor() === 0 ? t.done.givenBack : t.done.giveBack;
    if (!sold()) return t.done.ready;
    return handOutMinor() === 0 ? t.done.noChange : t.done.change;
  };
  return (
    <section class="basket-panel done" aria-label={t.done.title}>
      <div class="done-head" role="status">
        <p class="done-word">{head()}</p>
        <Show when={handOutMinor() !== 0}>
          <p class="done-change">
            <MoneyText minor={handOutMinor()} format={desk.format()} />
          </p>
        </Show>
        <p class="done-paid">{t.done.paid(desk.money(props.document.totalMinor), props.document.label)}</p>
      </div>
      <DocumentPaper
        id={props.document.id}
        name={props.document.label}
        print={sold() ? t.done.printReceipt : t.common.print}
      />
      <div class="panel-foot">
        <p class="quiet">{t.done.hint}</p>
        <Button look="primary" size="large" keys="Enter" onClick={() => props.onNext()}>
          {t.done.next}
        </Button>
      </div>
    </section>
  );
};
