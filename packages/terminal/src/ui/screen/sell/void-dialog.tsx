import type { JSX } from 'solid-js';
import { AskReason } from '../../entry/ask-reason.tsx';
import { t } from '../../text/text.ts';
import type { LineDialogProps } from './sell-dialog.tsx';

export const VoidDialog = (props: LineDialogProps): JSX.Element => (
  <AskReason
    title={t.dialog.void(props.line.name)}
    go={t.dialog.voidGo}
    reasons={t.dialog.reasons.void}
    command={(reason) => ({ kind: 'basket.void-line', line: props.line.line, reason })}
    onClose={() => props.onClose()}
  />
);
