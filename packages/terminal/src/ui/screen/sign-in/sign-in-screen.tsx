import { Button } from '@tillmesh/ui';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { createOnce } from '../../entry/once.ts';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { Page } from '../../frame/page.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

/** Choose a name, type a PIN. A till with one person has the name chosen already. */
export const SignInScreen = (): JSX.Element => {
  const desk = useDesk();
  const staff = () => desk.views.till?.staff ?? [];
  const [chosen, setChosen] = createSignal<string | null>(null);
  const [pin, setPin] = createSignal('');
  const person = () =>
    staff().find(({ id }) => id === chosen()) ?? (staff().length === 1 ? (staff()[0] ?? null) : null);

  /** A new object with each choice, also of the same name again: the field is made anew and takes the focus. */
  const [choices, setChoices] = createSignal(0);
  const asked = createMemo(() => {
    const who = person();
    return who === null ? null : { who, choice: choices() };
  });

  const choose = (id: string): void => {
    setChosen(id);
    setChoices(choices() + 1);
    setPin('');
    desk.tell(null);
  };

  const signingIn = createOnce(async () => {
    const who = person();
    if (who === null || pin().length < 4) return;
    const outcome = await desk.send({ kind: 'session.sign-in', staffId: who.id, pin: pin() });
    setPin('');
    if (outcome.ok) desk.tell(null);
  });
  return (
    <Page title={t.signIn.title} class="sign-in">
      <ul class="names" aria-label={t.signIn.names}>
        <For each={staff()}>
          {(member) => (
            <li>
              <Button aria-pressed={person()?.id === member.id} onClick={() => choose(member.id)}>
                {member.name}
                <span class="role">{desk.roleName(member.role)}</span>
              </Button>
            </li>
          )}
        </For>
      </ul>
      <Show when={asked()} fallback={<p class="card quiet">{t.signIn.choose}</p>} keyed>
        {({ who }) => (
          <form
            class="card pin-form"
            onSubmit={(event) => {
              event.preventDefault();
              void signingIn.run();
            }}
          >
            <NumberEntry
              label={t.signIn.pinFor(who.name)}
              padLabel={t.signIn.pad}
              value={pin()}
              secret
              maxLength={12}
              corner="clear"
              onText={(typed) => setPin(typed.replace(/\D/g, ''))}
            />
            <SubmitButton size="large" keys="Enter" disabled={pin().length < 4} busy={signingIn.busy()}>
              {t.signIn.go}
            </SubmitButton>
          </form>
        )}
      </Show>
    </Page>
  );
};
