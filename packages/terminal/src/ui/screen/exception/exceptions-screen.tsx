import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { ExceptionsView, WithheldView } from '../../../api/exception-view.ts';
import { Page } from '../../frame/page.tsx';
import { getJson, postJson } from '../../link/api.ts';
import type { Reply } from '../../link/refusal.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { ExceptionCard } from './exception-card.tsx';
import { deviceWord } from './exception-words.ts';
import { QuarantineList } from './quarantine-list.tsx';
import { WithheldList } from './withheld-list.tsx';

/** What a device or a disk did that it should not, in words; and what is kept apart because of it. */
export const ExceptionsScreen = (): JSX.Element => {
  const desk = useDesk();
  const [view, setView] = createSignal<ExceptionsView | null>(null);
  const mayManage = () => desk.may('manage-shop');
  const take = (reply: Reply<ExceptionsView>): void => {
    if (reply.status === 'answered') setView(reply.value);
    else if (reply.status === 'refused') desk.refuse(reply.refusal);
    else desk.tell({ level: 'stop', message: t.host.away, nextStep: t.host.tryAgain });
  };
  const see = async (id: string): Promise<void> =>
    take(await postJson('/api/exceptions/seen', { ids: [id] }));
  const lift = async (id: string): Promise<void> => take(await postJson('/api/exceptions/lift', { id }));
  const admit = async ({ deviceId, device }: WithheldView): Promise<void> => {
    const outcome = await desk.send({ kind: 'device.admit', deviceId });
    if (outcome.ok) desk.tell({ level: 'well', message: t.exceptions.withheld.admitted(deviceWord(device)) });
  };
  // What happens is told by the health of the shop first.
  createEffect(
    on(
      // By what is said: an item that goes leaves the list what it was.
      () => desk.views.sync?.items.map(({ id, text }) => `${id} ${text}`).join('\n'),
      () => void getJson<ExceptionsView>('/api/exceptions').then(take),
    ),
  );
  return (
    <Page title={t.exceptions.title} onBack={() => desk.go('sell')}>
      <div class="stack report">
        <p class="quiet">{t.exceptions.lead}</p>
        <Show when={view()}>
          {(now) => (
            <>
              <WithheldList
                withheld={now().withheld}
                onAdmit={mayManage() ? (withheld) => void admit(withheld) : null}
              />
              <QuarantineList
                quarantines={now().quarantines}
                onLift={mayManage() ? (id) => void lift(id) : null}
              />
              <Show when={!mayManage() && now().exceptions.some(({ seen }) => !seen)}>
                <p class="quiet">{t.exceptions.notAllowed}</p>
              </Show>
              <Show
                when={now().exceptions.length > 0}
                fallback={
                  <Show when={now().withheld.length === 0}>
                    <p class="card">{t.exceptions.empty}</p>
                  </Show>
                }
              >
                <ul class="stack bare" aria-label={t.exceptions.list}>
                  <For each={now().exceptions}>
                    {(exception) => (
                      <ExceptionCard
                        exception={exception}
                        onSeen={mayManage() ? () => void see(exception.id) : null}
                      />
                    )}
                  </For>
                </ul>
              </Show>
            </>
          )}
        </Show>
      </div>
    </Page>
  );
};
