import { createSignal, type JSX, Match, onCleanup, onMount, Switch } from 'solid-js';
import type { JoinView } from '../api/join-view.ts';
import type { RecoverySheetView, SetupChoices } from '../api/setup-view.ts';
import type { HealthView } from '../api/view.ts';
import { Till } from './frame/till.tsx';
import { ignoreEchoes } from './key/held-key.ts';
import { getJson, postJson } from './link/api.ts';
import { createCommandQueue } from './link/command-queue.ts';
import { dialHost } from './link/dial.ts';
import { freshId } from './link/fresh-id.ts';
import { connectLive, type LiveLink } from './link/live.ts';
import { browserTimer, wait } from './link/timer.ts';
import { renewToken } from './link/token.ts';
import { RecoverySheet } from './screen/setup/recovery-sheet.tsx';
import { FirstRun } from './screen/setup/first-run.tsx';
import { JoinScreen } from './screen/join/join-screen.tsx';
import { createDesk, DeskProvider } from './state/desk.ts';
import { createLiveStore } from './state/live-views.ts';
import { t } from './text/text.ts';

const RETRY_MS = 500;

type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'setup'; readonly choices: SetupChoices }
  /** On its way into a shop, or just there. */
  | { readonly kind: 'join' }
  | { readonly kind: 'recovery'; readonly sheet: RecoverySheetView }
  | { readonly kind: 'till' };

/** Where this till is on its way; null when the host did not say. */
const askPhase = async (): Promise<Phase | null> => {
  const health = await getJson<HealthView>('/api/health');
  if (health.status !== 'answered') return null;
  const join = await getJson<JoinView | null>('/api/join');
  if (join.status !== 'answered') return null;
  if (join.value !== null && join.value.state.step !== 'blank') return { kind: 'join' };
  if (health.value.phase === 'setup') {
    const choices = await getJson<SetupChoices>('/api/setup');
    return choices.status === 'answered' ? { kind: 'setup', choices: choices.value } : null;
  }
  const sheet = await getJson<RecoverySheetView | null>('/api/setup/sheet');
  if (sheet.status !== 'answered') return null;
  return sheet.value === null ? { kind: 'till' } : { kind: 'recovery', sheet: sheet.value };
};

const findPhase = async (): Promise<Phase> => {
  for (;;) {
    const phase = await askPhase();
    if (phase !== null) return phase;
    await wait(browserTimer, RETRY_MS);
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
  // Both must hold: a host that hangs keeps its connection, and one that broke shows old figures.
  const [answers, setAnswers] = createSignal(true);
  const [linked, setLinked] = createSignal(true);
  const reached = () => answers() && linked();
  const { views, apply } = createLiveStore();
  let live: LiveLink | null = null;
  const queue = createCommandQueue({
    // Over the live connection where there is one: half the time of a request of its own.
    post: (commands) => live?.ask(commands) ?? postJson('/api/commands', commands),
    freshId,
    timer: browserTimer,
    onReach: setAnswers,
  });
  const desk = createDesk(views, reached, queue.send);

  const enterTill = (): void => {
    setPhase({ kind: 'till' });
    live = connectLive({
      dial: dialHost,
      renewToken,
      timer: browserTimer,
      onMessage: apply,
      onReach: setLinked,
    });
  };
  const start = async (): Promise<void> => {
    const found = await findPhase();
    if (found.kind === 'till') enterTill();
    else setPhase(found);
  };
  onMount(() => {
    onCleanup(ignoreEchoes(window));
    void start();
  });

  const ofKind = <K extends Phase['kind']>(kind: K): Extract<Phase, { kind: K }> | null => {
    const now = phase();
    return now.kind === kind ? (now as Extract<Phase, { kind: K }>) : null;
  };
  return (
    <DeskProvider value={desk}>
      <Switch fallback={<Starting reached={reached()} />}>
        <Match when={ofKind('setup')}>
          {(setup) => <FirstRun choices={setup().choices} onMade={start} />}
        </Match>
        <Match when={ofKind('join')}>
          <JoinScreen onBack={() => void start()} onDone={() => void start()} />
        </Match>
        <Match when={ofKind('recovery')}>
          {(now) => <RecoverySheet recovery={now().sheet} onDone={enterTill} />}
        </Match>
        <Match when={phase().kind === 'till' && views.till !== undefined && views.session !== undefined}>
          <Till />
        </Match>
      </Switch>
    </DeskProvider>
  );
};
