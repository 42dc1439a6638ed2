import { Button } from '@tillmesh/ui';
import { createSignal, type JSX } from 'solid-js';
import { t } from '../../text/text.ts';

/** What the recovery sheet is of. The key brings it back; it is in no file. */
export type Recovery = {
  readonly organisation: string;
  readonly branch: string;
  readonly tillCode: string;
  /** The key in groups, as it is typed in again one day. */
  readonly key: string;
};

const Sheet = (props: { readonly recovery: Recovery; readonly madeMs: number }): JSX.Element => {
  const row = (term: string, text: string) => (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
  return (
    <section class="card sheet print-sheet" aria-label={t.recovery.sheet}>
      <h2>{t.recovery.sheet}</h2>
      <dl class="facts">
        {row(t.setup.organisation, props.recovery.organisation)}
        {row(t.setup.branch, `${props.recovery.branch} · ${t.bar.till(props.recovery.tillCode)}`)}
        {row(t.recovery.made, new Date(props.madeMs).toLocaleDateString(t.locale, { dateStyle: 'long' }))}
      </dl>
      <p>{t.recovery.key}</p>
      <pre class="sheet-key">{props.recovery.key}</pre>
      <p class="quiet">{t.recovery.warning}</p>
    </section>
  );
};

/** The recovery sheet, once. The way on opens when somebody says that it was printed. */
export const RecoverySheet = (props: {
  readonly recovery: Recovery;
  readonly onDone: () => void;
}): JSX.Element => {
  const [kept, setKept] = createSignal(false);
  return (
    <main class="recovery">
      <h1>{t.recovery.title}</h1>
      <p class="lead">{t.recovery.lead}</p>
      <Sheet recovery={props.recovery} madeMs={Date.now()} />
      <label class="tick">
        <input type="checkbox" checked={kept()} onChange={(event) => setKept(event.currentTarget.checked)} />
        <span>{t.recovery.confirm}</span>
      </label>
      <div class="row-end">
        <Button onClick={() => window.print()}>{t.common.print}</Button>
        <Button look="primary" disabled={!kept()} onClick={() => props.onDone()}>
          {t.recovery.go}
        </Button>
      </div>
    </main>
  );
};
