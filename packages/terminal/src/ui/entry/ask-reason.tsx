import type { CommandBody } from '@tillmesh/model';
import { createSignal, type JSX } from 'solid-js';
import { t } from '../text/text.ts';
import { Ask } from './ask.tsx';
import { ReasonChoice } from './reason-choice.tsx';

/** A step back that needs nothing but a reason. */
export const AskReason = (props: {
  readonly title: string;
  readonly lead?: string;
  readonly go: string;
  readonly reasons: readonly string[];
  readonly command: (reason: string) => CommandBody;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}): JSX.Element => {
  const [reason, setReason] = createSignal('');
  const [tried, setTried] = createSignal(false);
  return (
    <Ask
      stop
      title={props.title}
      go={props.go}
      keep={t.dialog.keep}
      onClose={() => props.onClose()}
      onDone={() => props.onDone?.()}
      command={() => {
        setTried(true);
        return reason().trim() === '' ? null : props.command(reason().trim());
      }}
    >
      {props.lead === undefined ? null : <p>{props.lead}</p>}
      <ReasonChoice
        reasons={props.reasons}
        value={reason()}
        fault={tried() && reason().trim() === '' ? t.dialog.reasonMissing : undefined}
        onReason={setReason}
      />
    </Ask>
  );
};
