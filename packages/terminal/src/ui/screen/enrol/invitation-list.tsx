import { Button, Notice } from '@tillmesh/ui';
import { For, type JSX, Show } from 'solid-js';
import type { InvitationView } from '../../../api/enrol-view.ts';
import { t } from '../../text/text.ts';
import type { EnrolState } from './enrol-state.ts';

/** The line to send, whole, and as a picture for a camera. */
const Line = (props: { readonly invitation: InvitationView }): JSX.Element => (
  <Show when={props.invitation.text} fallback={<p class="know-text">{t.enrol.noLine}</p>}>
    {(line) => (
      <>
        <p class="quiet">{t.enrol.sendLead}</p>
        <textarea class="invitation-line" readOnly rows={5} aria-label={t.enrol.line} value={line()} />
        <Show when={props.invitation.picture}>
          {(picture) => (
            <svg
              class="join-picture of-line"
              role="img"
              aria-label={t.enrol.linePicture}
              viewBox={`0 0 ${picture().size} ${picture().size}`}
            >
              <path d={picture().path} />
            </svg>
          )}
        </Show>
      </>
    )}
  </Show>
);

const Invitation = (props: {
  readonly enrol: EnrolState;
  readonly invitation: InvitationView;
}): JSX.Element => {
  const name = (): string => {
    const { device, code } = props.invitation.plan;
    return `${t.enrol.kinds[device]} ${code}`;
  };
  return (
    <li class="stack">
      <p>
        <strong>{name()}</strong>{' '}
        <span>{t.enrol.invited[props.invitation.state](props.invitation.until)}</span>
      </p>
      <Show when={props.invitation.refusal} keyed>
        {({ message, nextStep, code }) => (
          <Notice level="know" message={t.enrol.notTaken(message)} nextStep={nextStep} code={code} />
        )}
      </Show>
      <Show when={props.invitation.state === 'open'}>
        <Line invitation={props.invitation} />
        <div class="row-end">
          <Button
            aria-disabled={props.enrol.busy()}
            onClick={() => void props.enrol.uninvite(props.invitation.invitation)}
          >
            {t.enrol.uninvite(name())}
          </Button>
        </div>
      </Show>
    </li>
  );
};

/** Invitations that were made here: the open ones with their lines, then what became of the others. */
export const InvitationList = (props: {
  readonly enrol: EnrolState;
  readonly invitations: readonly InvitationView[];
}): JSX.Element => (
  <Show when={props.invitations.length > 0}>
    <section class="card stack" aria-label={t.enrol.invitations}>
      <h2>{t.enrol.invitations}</h2>
      <ul class="stack invitations">
        <For each={props.invitations}>
          {(invitation) => <Invitation enrol={props.enrol} invitation={invitation} />}
        </For>
      </ul>
    </section>
  </Show>
);
