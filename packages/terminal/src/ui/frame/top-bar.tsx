import { Button } from '@tillmesh/ui';
import { For, type JSX, Show } from 'solid-js';
import { useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';
import { markSigns } from './mark-sign.ts';

/** The first letters of the first two words; a letter may be more than one code unit. */
const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => /^\p{L}\p{M}*/u.exec(part)?.[0] ?? '')
    .join('')
    .toLocaleUpperCase(t.locale);

/** Says that nothing here is a real sale; words and colour, always there. */
const Marks = (): JSX.Element => {
  const desk = useDesk();
  return (
    <For each={markSigns(desk.views.till)}>
      {(mark) => (
        <p class="mark-sign">
          <strong>{mark.name}</strong>
          <span class="mark-text">{mark.text}</span>
        </p>
      )}
    </For>
  );
};

const Where = (): JSX.Element => {
  const desk = useDesk();
  const words = () => {
    const { till, shift } = desk.views;
    const parts = till === undefined ? [] : [t.bar.till(till.code)];
    if (shift === null || shift === undefined) parts.push(t.bar.noShift);
    else parts.push(t.bar.shift(shift.number), t.bar.since(desk.clock(shift.openedAtMs)));
    return parts.join(' · ');
  };
  return (
    <>
      <p class="branch-name">{desk.views.till?.branch}</p>
      <p class="till-name">{words()}</p>
    </>
  );
};

/** Branch, till and shift at the start; what can be opened and who is signed in at the end. */
export const TopBar = (): JSX.Element => {
  const desk = useDesk();
  return (
    <header class="top-bar">
      <Where />
      <Marks />
      <Show when={desk.views.session}>
        {(session) => (
          <div class="top-bar-end">
            <Show when={desk.views.shift}>
              <Button look="quiet" keys="F6" onClick={() => desk.go('returns')}>
                {t.bar.returns}
              </Button>
            </Show>
            <Button look="quiet" keys="F10" aria-haspopup="dialog" onClick={() => desk.openMenu(true)}>
              {t.bar.menu}
            </Button>
            <p class="who" title={t.bar.signedIn(session().name)}>
              <span class="initials" aria-hidden="true">
                {initials(session().name)}
              </span>
              <span class="only-heard">{t.bar.signedIn('')}</span>
              <span class="who-name">{session().name}</span>
            </p>
          </div>
        )}
      </Show>
    </header>
  );
};
