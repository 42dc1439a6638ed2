import { createSignal, type JSX, Match, onMount, Show, Switch } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { TodayView } from '../api/today.ts';
import { browserPorts, signOut } from './link/api.ts';
import { followToday } from './link/follow-today.ts';
import { en } from './text/en.ts';
import { SignIn } from './view/sign-in.tsx';
import { TodayPage } from './view/today-page.tsx';

/** On the reader's own clock. */
const clockNow = (): string =>
  new Date().toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

/** The whole page: the password until it is right, the figures ever after. */
export const App = (): JSX.Element => {
  const [phase, setPhase] = createSignal<'starting' | 'signed-out' | 'following'>('starting');
  const [lostAt, setLostAt] = createSignal<string | null>(null);
  // A store, so that an update touches only what changed: no flicker, no lost scroll place.
  const [state, setState] = createStore<{ view: TodayView | null }>({ view: null });

  let stop = (): void => undefined;
  let heardAt = clockNow();
  const forget = (): void => {
    stop();
    setState('view', null);
    setLostAt(null);
    setPhase('signed-out');
  };
  const follow = (): void => {
    heardAt = clockNow();
    stop = followToday(browserPorts, {
      onHeard: () => {
        heardAt = clockNow();
      },
      onView: (view) => {
        setLostAt(null);
        setState('view', reconcile(view, { key: null, merge: true }));
        setPhase('following');
      },
      onLost: () => setLostAt((since) => since ?? heardAt),
      onSignedOut: forget,
    });
  };
  const leave = async (): Promise<void> => {
    await signOut();
    forget();
  };
  onMount(follow);

  return (
    <Switch
      fallback={
        <p class="starting">{lostAt() === null ? en.link.connecting : en.link.lost(lostAt() ?? '')}</p>
      }
    >
      <Match when={phase() === 'signed-out'}>
        <SignIn
          onSignedIn={() => {
            setPhase('starting');
            follow();
          }}
        />
      </Match>
      <Match when={phase() === 'following'}>
        <Show when={state.view}>
          {(view) => <TodayPage view={view()} lostAt={lostAt()} onLeave={() => void leave()} />}
        </Show>
      </Match>
    </Switch>
  );
};
