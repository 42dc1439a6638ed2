import { Button } from '@tillmesh/ui';
import { createResource, type JSX, Show } from 'solid-js';
import type { BackupView } from '../../../api/backup-view.ts';
import { createOnce } from '../../entry/once.ts';
import { Page } from '../../frame/page.tsx';
import { getJson, postJson } from '../../link/api.ts';
import { type Desk, useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

const ask = async (desk: Desk): Promise<BackupView | null> => {
  const reply = await getJson<BackupView>('/api/backup');
  if (reply.status === 'answered') return reply.value;
  desk.tell({ level: 'stop', message: t.host.away, nextStep: t.host.tryAgain });
  return null;
};

/** What is known of the backups of this till, and making one now. */
export const BackupScreen = (): JSX.Element => {
  const desk = useDesk();
  const [backup, { mutate, refetch }] = createResource(() => ask(desk));
  const making = createOnce(async () => {
    desk.tell(null);
    const reply = await postJson<BackupView>('/api/backup', {});
    if (reply.status === 'answered') {
      mutate(reply.value);
      desk.tell({ level: 'well', message: t.backup.made });
      return;
    }
    if (reply.status === 'refused') {
      await refetch();
      desk.refuse(reply.refusal);
    } else desk.tell({ level: 'stop', message: t.host.away, nextStep: t.host.tryAgain });
  });
  return (
    <Page
      title={t.backup.title}
      onBack={() => desk.go('sell')}
      actions={
        <Show when={desk.may('manage-shop')}>
          <Button
            look="primary"
            disabled={making.busy() || (backup()?.folder ?? null) === null}
            onClick={() => void making.run()}
          >
            {making.busy() ? t.backup.making : t.backup.make}
          </Button>
        </Show>
      }
    >
      <div class="stack report">
        <p class="quiet">{t.backup.what}</p>
        <Show when={backup()}>
          {(known) => (
            <section class="card" aria-label={t.backup.known}>
              <dl class="stack">
                <dt>{t.backup.folder}</dt>
                <dd>{known().folder ?? t.backup.noFolder}</dd>
                <dt>{t.backup.last}</dt>
                <dd>
                  <Show when={known().last} fallback={t.backup.none}>
                    {(last) => t.backup.lastOf(desk.moment(last().atMs), last().file, last().size)}
                  </Show>
                </dd>
                <Show when={known().last?.sameDisk}>
                  <dd>{t.backup.sameDisk}</dd>
                </Show>
                <Show when={known().failure}>
                  {(failure) => (
                    <>
                      <dt>{t.backup.failed(desk.moment(failure().atMs))}</dt>
                      <dd>{`${failure().message} ${failure().nextStep} (${failure().code})`}</dd>
                    </>
                  )}
                </Show>
              </dl>
            </section>
          )}
        </Show>
      </div>
    </Page>
  );
};
