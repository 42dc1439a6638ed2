import { Button, MoneyText } from '@tillmesh/ui';
import { type JSX, Show } from 'solid-js';
import type { LastDocumentView } from '../../../api/view.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { DocumentPaper } from './document-paper.tsx';

/** What the last sale or refund came to: the change (or what to hand out) largest of all, then the receipt. */
export const DonePanel = (props: {
  readonly document: LastDocumentView;
  readonly onNext: () => void;
}): JSX.Element => {
  const desk = useDesk();
  const refund = () => props.document.kind === 'refund';
  const handOutMinor = () => (refund() ? props.document.totalMinor : props.document.changeMinor);
  const head = () => {
    if (refund()) return t.done.giveBack;
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
      <DocumentPaper id={props.document.id} name={props.document.label} />
      <div class="panel-foot">
        <p class="quiet">{t.done.hint}</p>
        <Button look="primary" size="large" keys="Enter" onClick={() => props.onNext()}>
          {t.done.next}
        </Button>
      </div>
    </section>
  );
};
