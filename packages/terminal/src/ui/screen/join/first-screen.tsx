import type { JSX } from 'solid-js';
import { t } from '../../text/text.ts';

/** One of the two things a new till can become. */
const Choice = (props: {
  readonly name: string;
  readonly what: string;
  readonly onChoose: () => void;
}): JSX.Element => (
  <li>
    <button type="button" class="card first-choice" onClick={() => props.onChoose()}>
      <strong>{props.name}</strong>
      <span class="quiet">{props.what}</span>
    </button>
  </li>
);

/** The very first question of a new till. */
export const FirstScreen = (props: {
  readonly onOpen: () => void;
  readonly onJoin: () => void;
}): JSX.Element => (
  <main class="first">
    <p class="brand">{t.product}</p>
    <h1>{t.first.title}</h1>
    <p class="lead">{t.first.lead}</p>
    <ul class="first-choices">
      <Choice name={t.first.open} what={t.first.openWhat} onChoose={props.onOpen} />
      <Choice name={t.first.join} what={t.first.joinWhat} onChoose={props.onJoin} />
    </ul>
  </main>
);
