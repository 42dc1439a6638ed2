import type { CommandBody } from '@tillmesh/model';
import { Button, Dialog, Notice } from '@tillmesh/ui';
import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import type { Refusal } from '../link/refusal.ts';
import { useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';
import { createOnce } from './once.ts';
import { SubmitButton } from './submit-button.tsx';

/**
 * A question that ends in one command. It stays open until the command is done: a refusal is shown
 * inside and what was typed is kept. `command` gives null while something is missing.
 */
export const Ask = (props: {
  readonly title: string;
  readonly go: string;
  readonly stop?: boolean;
  readonly wide?: boolean;
  readonly keep?: string;
  readonly command: () => CommandBody | null;
  /** Another way to answer, which needs nothing typed. */
  readonly other?: { readonly go: string; readonly command: CommandBody } | undefined;
  readonly onClose: () => void;
  readonly onDone?: () => void;
  readonly children: JSX.Element;
}): JSX.Element => {
  const desk = useDesk();
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  let open = true;
  onCleanup(() => {
    open = false;
  });
  const sending = createOnce(async (command: CommandBody) => {
    const outcome = await desk.sendQuietly(command);
    // Closed meanwhile: what it came to is said outside, and whatever is open by now stays.
    if (outcome.ok) {
      if (open) props.onClose();
      props.onDone?.();
    } else if (open) {
      setRefusal(outcome.refusal);
    } else {
      desk.refuse(outcome.refusal);
    }
  });
  const submit = (): void => {
    const command = props.command();
    if (command !== null) void sending.run(command);
  };
  return (
    <Dialog
      title={props.title}
      wide={props.wide === true}
      onClose={() => props.onClose()}
      onSubmit={submit}
      foot={
        <>
          <Show when={props.other}>
            {(other) => (
              <Button
                look="stop"
                aria-disabled={sending.busy()}
                onClick={() => void sending.run(other().command)}
              >
                {other().go}
              </Button>
            )}
          </Show>
          <Button keys="Escape" onClick={() => props.onClose()}>
            {props.keep ?? t.common.cancel}
          </Button>
          <SubmitButton look={props.stop === true ? 'stop' : 'primary'} keys="Enter" busy={sending.busy()}>
            {props.go}
          </SubmitButton>
        </>
      }
    >
      {props.children}
      <Show when={refusal()} keyed>
        {(shown) => (
          <Notice level="stop" message={shown.message} nextStep={shown.nextStep} code={shown.code} />
        )}
      </Show>
    </Dialog>
  );
};
