import { Button } from '@tillmesh/ui';
import { createSignal, type JSX } from 'solid-js';
import { t } from '../../text/text.ts';

/** The recovery sheet, once. The way on opens when somebody says that it was printed. */
export const RecoverySheet = (props: {
  readonly sheet: string;
  readonly onDone: () => void;
}): JSX.Element => {
  const [kept, setKept] = createSignal(false);
  return (
    <main class="recovery">
      <h1>{t.recovery.title}</h1>
      <p class="lead">{t.recovery.lead}</p>
      <pre class="card sheet print-sheet" tabIndex={0} aria-label={t.recovery.title}>
        {props.sheet}
      </pre>
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
