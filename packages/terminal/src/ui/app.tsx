import { createSignal, type JSX, Match, onMount, Switch } from 'solid-js';
import type { HealthView, SetupChoices } from '../api/view.ts';
import { Till } from './frame/till.tsx';
import { getJson, postJson } from './link/api.ts';
import { createCommandQueue } from './link/command-queue.ts';
import { freshId } from './link/fresh-id.ts';
import { connectLive, type LiveLink } from './link/live.ts';
import { type Recovery, RecoverySheet } from './screen/setup/recovery-sheet.tsx';
import { SetupScreen } from './screen/setup/setup-screen.tsx';
import { createDesk, DeskProvider } from './state/desk.ts';
import { createLiveStore } from './state/live-views.ts';
import { t } from './text/text.ts';

const RETRY_MS = 500;
const wait = (delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });

type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'setup'; readonly choices: SetupChoices }
  | { readonly kind: 'recovery'; readonly recovery: Recovery }
  | { readonly kind: 'till' };

/** Asks until the host says whether the till is set up. */
const findPhase = async (): Promise<Phase> => {
  for (;;) {
    const health = await getJson<HealthView>('/api/health');
    if (health.status === 'answered' && health.value.phase === 'till') return { kind: 'till' };
    if (health.status === 'answered') {
      const choices = await getJson<SetupChoices>('/api/setup');
      if (choices.status === 'answered') return { kind: 'setup', choices: choices.value };
    }
    await wait(RETRY_MS);
  }
};

/** Before the till has said who it is: starting, or away, in words. */
const Starting = (props: { readonly reached: boolean }): JSX.Element => (
  <main class="starting">
    <p role="status">{props.reached ? t.host.starting : `${t.host.away} ${t.host.awayNext}`}</p>
  </main>
);

/** The whole page: first run until the shop exists, the till ever after. */
export const App = (): JSX.Element => {
  const [phase, setPhase] = createSignal<Phase>({ kind: 'starting' });
  const [reached, setReached] = createSignal(true);
  const { views, apply } = createLiveStore();
  let live: LiveLink | null = null;
  const queue = createCommandQueue({
    // Over the live connection where there is one: half the time of a request of its own.
    post: (commands) => live?.ask(commands) ?? postJson('/api/commands', commands),
    freshId,
    wait,
    onReach: setReached,
  });
  const desk = createDesk(views, reached, queue.send);

  const enterTill = (): void => {
    setPhase({ kind: 'till' });
    live = connectLive(apply, setReached);
  };
  const start = async (): Promise<void> => {
    const found = await findPhase();
    if (found.kind === 'till') enterTill();
    else setPhase(found);
  };
  onMount(() => void start());

  const ofKind = <K extends Phase['kind']>(kind: K): Extract<Phase, { kind: K }> | null => {
    const now = phase();
    return now.kind === kind ? (now as Extract<Phase, { kind: K }>) : null;
  };
  return (
    <DeskProvider value={desk}>
      <Switch fallback={<Starting reached={reached()} />}>
        <Match when={ofKind('setup')}>
          {(setup) => (
            <SetupScreen
              choices={setup().choices}
              onDone={(recovery) => setPhase({ kind: 'recovery', recovery })}
            />
          )}
        </Match>
        <Match when={ofKind('recovery')}>
          {(now) => <RecoverySheet recovery={now().recovery} onDone={enterTill} />}
        </Match>
        <Match when={phase().kind === 'till' && views.till !== undefined && views.session !== undefined}>
          <Till />
        </Match>
      </Switch>
    </DeskProvider>
  );
};
