import { readAmount } from '@tillmesh/ui/number';
import { createSignal, type JSX, Show } from 'solid-js';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { createOnce } from '../../entry/once.ts';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { Page } from '../../frame/page.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { DocumentPaper } from '../done/document-paper.tsx';

/** Between two shifts: count the float and open; the last Z stands beside. */
export const OpenScreen = (): JSX.Element => {
  const desk = useDesk();
  const [typed, setTyped] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const floatMinor = () => readAmount(typed(), desk.format().exponent);
  const lastZ = () => {
    const last = desk.views.lastDocument;
    return last?.kind === 'z' ? last : null;
  };
  const opening = createOnce(async () => {
    setTried(true);
    const minor = floatMinor();
    if (minor === null) return;
    const outcome = await desk.send({ kind: 'shift.open', floatMinor: minor });
    if (outcome.ok) desk.go('sell');
  });
  return (
    <Page title={t.open.title} class="is-columns">
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void opening.run();
        }}
      >
        <p class="lead">{t.open.lead}</p>
        <NumberEntry
          label={t.open.float}
          value={typed()}
          corner={desk.format().exponent === 0 ? '00' : '.'}
          fault={tried() && floatMinor() === null ? t.common.amountFault : undefined}
          onText={setTyped}
        />
        <SubmitButton size="large" keys="Enter" busy={opening.busy()}>
          {t.open.go}
        </SubmitButton>
      </form>
      <Show when={lastZ()}>
        {(z) => (
          <section class="card has-paper" aria-label={t.close.zTitle(z().label)}>
            <h2>{t.close.zTitle(z().label)}</h2>
            <p class="lead">{t.close.zLead}</p>
            <DocumentPaper id={z().id} name={z().label} print={t.common.print} />
          </section>
        )}
      </Show>
    </Page>
  );
};
