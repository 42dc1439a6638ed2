import type { CommandBody } from '@tillmesh/model';
import { Button, Dialog, Notice } from '@tillmesh/ui';
import { createSignal, type JSX, Show } from 'solid-js';
import type { Refusal } from '../link/refusal.ts';
import { useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';

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
  readonly onClose: () => void;
  readonly onDone?: () => void;
  readonly extra?: JSX.Element;
  readonly children: JSX.Element;
}): JSX.Element => {
  const desk = useDesk();
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const submit = async (): Promise<void> => {
    const command = props.command();
    if (command === null) return;
    const outcome = await desk.sendQuietly(command);
    if (!outcome.ok) {
      setRefusal(outcome.refusal);
      return;
    }
    props.onClose();
    props.onDone?.();
  };
  return (
    <Dialog
      title={props.title}
      wide={props.wide === true}
      onClose={() => props.onClose()}
      onSubmit={() => void submit()}
      foot={
        <>
          {props.extra}
          <Button keys="Escape" onClick={() => props.onClose()}>
            {props.keep ?? t.common.cancel}
          </Button>
          <Button type="submit" look={props.stop === true ? 'stop' : 'primary'} keys="Enter">
            {props.go}
          </Button>
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
