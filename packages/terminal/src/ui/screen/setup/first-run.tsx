import { createSignal, type JSX, Match, Switch } from 'solid-js';
import type { SetupChoices } from '../../../api/setup-view.ts';
import { FirstScreen } from '../join/first-screen.tsx';
import { JoinScreen } from '../join/join-screen.tsx';
import { SetupScreen } from './setup-screen.tsx';

/** A till with an empty folder: makes a shop or joins one. `onMade` is told when it is a till. */
export const FirstRun = (props: {
  readonly choices: SetupChoices;
  readonly onMade: () => Promise<void>;
}): JSX.Element => {
  const [way, setWay] = createSignal<'asked' | 'open' | 'join'>('asked');
  return (
    <Switch fallback={<FirstScreen onOpen={() => setWay('open')} onJoin={() => setWay('join')} />}>
      <Match when={way() === 'open'}>
        <SetupScreen choices={props.choices} onMade={() => props.onMade()} onBack={() => setWay('asked')} />
      </Match>
      <Match when={way() === 'join'}>
        <JoinScreen onBack={() => setWay('asked')} onDone={() => void props.onMade()} />
      </Match>
    </Switch>
  );
};
