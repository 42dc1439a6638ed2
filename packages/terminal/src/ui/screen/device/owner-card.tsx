import { Button } from '@tillmesh/ui';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { DevicesView } from '../../../api/device-view.ts';
import type { OwnerRowView, OwnerSheetView } from '../../../api/owner-view.ts';
import { Ask } from '../../entry/ask.tsx';
import { createOnce } from '../../entry/once.ts';
import { postJson } from '../../link/api.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

/** This till's word for a key that another admin device has named. */
const ConfirmDialog = (props: {
  readonly owner: OwnerRowView;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): JSX.Element => (
  <Ask
    title={t.owners.confirmTitle}
    go={t.owners.confirm}
    onClose={() => props.onClose()}
    onDone={() => props.onDone()}
    command={() => {
      const { ownerKey, recoveryKey } = props.owner;
      return { kind: 'owner-key.name', ownerKey, recoveryKey };
    }}
  >
    <p>{t.owners.confirmLead}</p>
    <p class="owner-fingerprint">{props.owner.fingerprint}</p>
  </Ask>
);

/** Which recovery sheets there are besides the first, and what to do when that is lost. */
export const OwnerCard = (props: {
  readonly view: DevicesView;
  readonly moment: (utcMs: number) => string;
  readonly onSheet: (sheet: OwnerSheetView) => void;
  readonly onDone: () => void;
}): JSX.Element => {
  const desk = useDesk();
  const [asked, setAsked] = createSignal<OwnerRowView | null>(null);
  const mayManage = (): boolean => desk.may('manage-shop');
  const making = createOnce(async () => {
    const reply = await postJson<OwnerSheetView>('/api/owner-sheet', {});
    if (reply.status === 'answered') props.onSheet(reply.value);
    else if (reply.status === 'refused') desk.refuse(reply.refusal);
    else desk.tell({ level: 'stop', message: t.host.away, nextStep: t.host.tryAgain });
  });
  const mayMake = (): boolean => mayManage() && props.view.mayMakeSheet;
  return (
    <Show when={mayMake() || props.view.owners.length > 0}>
      <section class="card stack" aria-label={t.owners.title}>
        <h2 class="small-head">{t.owners.title}</h2>
        <ul class="bare stack" aria-label={t.owners.list}>
          <For each={props.view.owners}>
            {(owner) => (
              <li class="owner-key">
                <p>
                  <span class="owner-fingerprint">{owner.fingerprint}</span>{' '}
                  {t.owners.state[owner.state](owner.namedBy, owner.needed, props.moment(owner.atMs))}
                </p>
                <Show when={owner.mayConfirm && mayManage()}>
                  <Button look="primary" onClick={() => setAsked(owner)}>
                    {t.owners.confirm}
                  </Button>
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={mayMake()}>
          <p class="quiet">{t.owners.lost}</p>
          <div class="row-acts">
            <Button aria-busy={making.busy()} aria-disabled={making.busy()} onClick={() => void making.run()}>
              {t.owners.make}
            </Button>
          </div>
        </Show>
        <Show when={asked()} keyed>
          {(owner) => (
            <ConfirmDialog
              owner={owner}
              onClose={() => setAsked(null)}
              onDone={() => {
                desk.tell({ level: 'well', message: t.owners.confirmed });
                props.onDone();
              }}
            />
          )}
        </Show>
      </section>
    </Show>
  );
};
