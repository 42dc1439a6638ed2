import { Button, Notice, TextField } from '@tillmesh/ui';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ErrorReply } from '../../api/error.ts';
import { signIn } from '../link/api.ts';
import { en } from '../text/en.ts';

/** The password, and what was wrong with the last one. */
export const SignIn = (props: { readonly onSignedIn: () => void }): JSX.Element => {
  const [password, setPassword] = createSignal('');
  const [asking, setAsking] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Pick<ErrorReply, 'message' | 'nextStep'> & { code?: string }>();

  const enter = async (): Promise<void> => {
    setAsking(true);
    const reply = await signIn(password());
    setAsking(false);
    if (reply.ok) return props.onSignedIn();
    setRefusal(reply.refusal ?? en.signIn.away);
    setPassword('');
  };
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <p class="product">{en.product}</p>
        <h1>{en.signIn.title}</h1>
        {/* Password managers keep a password under a name. */}
        <input type="text" name="username" autocomplete="username" value="owner" readOnly hidden />
        <TextField
          label={en.signIn.password}
          type="password"
          autocomplete="current-password"
          ref={(input) => queueMicrotask(() => input.focus())}
          value={password()}
          onText={setPassword}
        />
        <Button type="submit" look="primary" size="large" disabled={asking() || password() === ''}>
          {en.signIn.enter}
        </Button>
        <Show when={refusal()}>
          {(given) => (
            <Notice level="stop" message={given().message} nextStep={given().nextStep} code={given().code} />
          )}
        </Show>
      </form>
    </main>
  );
};
