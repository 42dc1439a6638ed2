import { type JSX, Show } from 'solid-js';
import { useDesk } from '../../state/desk.ts';

/** Whether this till may be switched off; nothing where no other device could hold what is here. */
export const SafeCard = (): JSX.Element => {
  const desk = useDesk();
  return (
    <Show when={desk.views.sync?.safe}>
      {(safe) => (
        <p
          class="card device-state"
          classList={{ 'is-well': safe().level === 'well', 'is-know': safe().level === 'know' }}
          role="status"
        >
          <span class="mark" aria-hidden="true" />
          <span>{safe().text}</span>
        </p>
      )}
    </Show>
  );
};
