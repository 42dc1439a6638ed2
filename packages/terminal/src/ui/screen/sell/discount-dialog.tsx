import type { CommandBody } from '@tillmesh/model';
import { readAmount, readPercent } from '@tillmesh/ui/number';
import { createSignal, createUniqueId, For, type JSX } from 'solid-js';
import { Ask } from '../../entry/ask.tsx';
import { NumberEntry } from '../../entry/number-entry.tsx';
import { ReasonChoice } from '../../entry/reason-choice.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import type { LineDialogProps } from './sell-dialog.tsx';

type Kind = 'percent' | 'amount';
const KINDS: readonly Kind[] = ['percent', 'amount'];

const KindChoice = (props: { readonly kind: Kind; readonly onKind: (kind: Kind) => void }): JSX.Element => {
  const name = createUniqueId();
  return (
    <fieldset class="reason-choice">
      <legend>{t.dialog.kind}</legend>
      <div class="choice-row">
        <For each={KINDS}>
          {(kind) => (
            <label class="choice">
              <input
                type="radio"
                name={name}
                checked={props.kind === kind}
                onChange={() => props.onKind(kind)}
              />
              <span>{t.dialog[kind]}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
};

/** A share or an amount off one line, with its reason; or the discount taken away again. */
export const DiscountDialog = (props: LineDialogProps): JSX.Element => {
  const desk = useDesk();
  const [kind, setKind] = createSignal<Kind>('percent');
  const [typed, setTyped] = createSignal('');
  const [reason, setReason] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const value = () =>
    kind() === 'percent' ? readPercent(typed()) : readAmount(typed(), desk.format().exponent);
  const command = (): CommandBody | null => {
    setTried(true);
    const read = value();
    if (read === null || reason().trim() === '') return null;
    const { line } = props.line;
    return kind() === 'percent'
      ? { kind: 'basket.discount', line, sharePpm: read, reason: reason().trim() }
      : { kind: 'basket.discount', line, amountMinor: read, reason: reason().trim() };
  };
  return (
    <Ask
      wide
      title={t.dialog.discount(props.line.name)}
      go={t.dialog.discountGo}
      onClose={() => props.onClose()}
      command={command}
      other={
        props.line.discount === undefined
          ? undefined
          : { go: t.dialog.discountRemove, command: { kind: 'basket.discount', line: props.line.line } }
      }
    >
      <div class="two-columns">
        <NumberEntry
          label={kind() === 'percent' ? t.dialog.percentField : t.dialog.amountField}
          value={typed()}
          corner="."
          fault={
            tried() && value() === null
              ? kind() === 'percent'
                ? t.dialog.percentFault
                : t.common.amountFault
              : undefined
          }
          onText={setTyped}
        />
        <div class="stack">
          <KindChoice kind={kind()} onKind={setKind} />
          <ReasonChoice
            reasons={t.dialog.reasons.discount}
            value={reason()}
            fault={tried() && reason().trim() === '' ? t.dialog.reasonMissing : undefined}
            onReason={setReason}
          />
        </div>
      </div>
    </Ask>
  );
};
