import { Button, Notice } from '@tillmesh/ui';
import { createSignal, type JSX, Show } from 'solid-js';
import type { RecoverySheetView } from '../../../api/setup-view.ts';
import { createOnce } from '../../entry/once.ts';
import { postJson } from '../../link/api.ts';
import type { Refusal } from '../../link/refusal.ts';
import { t } from '../../text/text.ts';

const Sheet = (props: {
  readonly recovery: RecoverySheetView;
  readonly madeMs: number;
  readonly fingerprint: string | null;
}): JSX.Element => {
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
        <Show when={props.fingerprint}>{(text) => row(t.recovery.fingerprint, text())}</Show>
      </dl>
      <p>{t.recovery.key}</p>
      <pre class="sheet-key">{props.recovery.recoverySheet}</pre>
      <p class="quiet">{t.recovery.warning}</p>
    </section>
  );
};

const saysKept = (fingerprint: string | undefined) =>
  fingerprint === undefined
    ? postJson<null>('/api/setup/kept', {})
    : postJson<null>('/api/owner-sheet/kept', { fingerprint });

/**
 * The recovery sheet. The way on opens when somebody says that it was printed; until then the host
 * gives it to this page again, however often it is loaded. With a fingerprint it is a new one after the first was
 * lost, which can be left.
 */
export const RecoverySheet = (props: {
  readonly recovery: RecoverySheetView;
  readonly fingerprint?: string;
  readonly onDone: () => void;
  readonly onStop?: () => void;
}): JSX.Element => {
  const isNew = (): boolean => props.fingerprint !== undefined;
  const stop = async (): Promise<void> => {
    // Refused to whoever has signed out: then the host has forgotten it.
    await postJson<null>('/api/owner-sheet/stop', { fingerprint: props.fingerprint });
    props.onStop?.();
  };
  const [kept, setKept] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const keeping = createOnce(async () => {
    const reply = await saysKept(props.fingerprint);
    if (reply.status === 'answered') props.onDone();
    else if (reply.status === 'refused') setRefusal(reply.refusal);
    else setRefusal({ code: 'HOST-AWAY', message: t.host.away, nextStep: t.host.tryAgain });
  });
  return (
    <main class="recovery">
      <h1>{isNew() ? t.owners.sheetTitle : t.recovery.title}</h1>
      <p class="lead">{isNew() ? t.owners.sheetLead : t.recovery.lead}</p>
      <Sheet recovery={props.recovery} madeMs={Date.now()} fingerprint={props.fingerprint ?? null} />
      <label class="tick">
        <input type="checkbox" checked={kept()} onChange={(event) => setKept(event.currentTarget.checked)} />
        <span>{t.recovery.confirm}</span>
      </label>
      <Show when={refusal()} keyed>
        {(shown) => (
          <Notice level="stop" message={shown.message} nextStep={shown.nextStep} code={shown.code} />
        )}
      </Show>
      <div class="row-end">
        <Show when={props.onStop !== undefined}>
          <Button onClick={() => void stop()}>{t.owners.leave}</Button>
        </Show>
        <Button onClick={() => window.print()}>{t.common.print}</Button>
        <Button
          look="primary"
          disabled={!kept()}
          aria-disabled={keeping.busy()}
          aria-busy={keeping.busy()}
          onClick={() => void keeping.run()}
        >
          {isNew() ? t.owners.name : t.recovery.go}
        </Button>
      </div>
    </main>
  );
};
