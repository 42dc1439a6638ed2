import { Button, Dialog } from '@tillmesh/ui';
import { For, type JSX, Show } from 'solid-js';
import { type Place, useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';

type Entry = { readonly place: Place; readonly label: string; readonly needsShift: boolean };

const ENTRIES: readonly Entry[] = [
  { place: 'sell', label: t.menu.sell, needsShift: false },
  { place: 'receipts', label: t.menu.receipts, needsShift: false },
  { place: 'returns', label: t.menu.returns, needsShift: true },
  { place: 'products', label: t.menu.products, needsShift: false },
  { place: 'staff', label: t.menu.staff, needsShift: false },
  { place: 'exceptions', label: t.menu.exceptions, needsShift: false },
  { place: 'devices', label: t.menu.devices, needsShift: false },
  { place: 'backup', label: t.menu.backup, needsShift: false },
  { place: 'enrol', label: t.menu.addDevice, needsShift: false },
  { place: 'close', label: t.menu.closeShift, needsShift: true },
];

/** Where else one can go; opened by F10, closed by Escape. */
export const Menu = (): JSX.Element => {
  const desk = useDesk();
  const entries = () => ENTRIES.filter((entry) => !entry.needsShift || desk.views.shift !== null);
  const signOut = async () => {
    desk.openMenu(false);
    const outcome = await desk.send({ kind: 'session.sign-out' });
    if (outcome.ok) desk.go('sell');
  };
  return (
    <Dialog
      title={t.menu.title}
      onClose={() => desk.openMenu(false)}
      foot={
        <Button keys="Escape" look="quiet" onClick={() => desk.openMenu(false)}>
          {t.common.close}
        </Button>
      }
    >
      <nav class="menu" aria-label={t.menu.title}>
        <For each={entries()}>
          {(entry) => (
            <Button
              aria-current={desk.place() === entry.place ? 'page' : undefined}
              onClick={() => desk.go(entry.place)}
            >
              {entry.label}
            </Button>
          )}
        </For>
        <Show when={desk.views.session}>
          <Button look="stop" onClick={() => void signOut()}>
            {t.menu.signOut}
          </Button>
        </Show>
      </nav>
    </Dialog>
  );
};
