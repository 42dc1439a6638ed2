import { Button, SyncLine } from '@tillmesh/ui';
import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';

/** The health of the shop in words, the newest sale of another till, and the time. */
export const BottomLine = (): JSX.Element => {
  const desk = useDesk();
  const [nowMs, setNowMs] = createSignal(Date.now());
  const ticking = setInterval(() => setNowMs(Date.now()), 5_000);
  onCleanup(() => clearInterval(ticking));

  const items = () =>
    desk.reached()
      ? (desk.views.sync?.items ?? [])
      : [{ id: 'host', level: 'stop' as const, text: `${t.host.away} ${t.host.awayNext}` }];
  const newest = () => desk.views.arrivals?.find(({ own }) => !own) ?? null;
  return (
    <footer class="bottom-line">
      <SyncLine label={t.bar.health} items={items()} />
      <div class="bottom-line-end">
        <Show when={newest()}>
          {(sale) => (
            <p class="arrival" aria-live="polite">
              {t.bar.arrival(
                t.bar.till(sale().till),
                desk.money(sale().totalMinor),
                desk.clock(sale().utcMs),
              )}
            </p>
          )}
        </Show>
        <Show when={desk.views.session}>
          <Button look="quiet" onClick={() => desk.go('devices')}>
            {t.menu.devices}
          </Button>
        </Show>
        <p>{desk.clock(nowMs())}</p>
      </div>
    </footer>
  );
};
