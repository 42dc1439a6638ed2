import { Button, Dialog, Notice, TextField } from '@tillmesh/ui';
import { type JSX, Show, untrack } from 'solid-js';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import type { DeviceQuestion } from './device-question.ts';
import { megabytesIn } from './meter-entry.ts';
import { createMeterForm, type MeterField } from './meter-form.ts';

const Field = (props: {
  readonly label: string;
  readonly field: MeterField;
  readonly maxLength: number;
  readonly hint?: string;
}): JSX.Element => (
  <TextField
    label={props.label}
    value={props.field.text()}
    maxLength={props.maxLength}
    hint={props.hint}
    fault={props.field.fault()}
    onText={(text) => props.field.type(text)}
  />
);

/** What the link to a device may cost a day, and when what is old goes. */
export const MeterDialog = (
  props: DeviceQuestion & { readonly onClose: () => void; readonly onDone: () => void },
): JSX.Element => {
  const desk = useDesk();
  const words = t.devices.meter;
  const row = untrack(() => props.row);
  const form = createMeterForm(row, (isMetered) => {
    const message = isMetered ? words.saved(props.name) : words.stopped(props.name);
    desk.tell({ level: 'well', message });
    props.onClose();
    props.onDone();
  });
  return (
    <Dialog
      title={words.of(props.name)}
      onClose={() => props.onClose()}
      onSubmit={form.save}
      foot={
        <>
          <Show when={row.metered !== null}>
            <Button look="stop" aria-disabled={form.busy()} onClick={form.stop}>
              {words.stop}
            </Button>
          </Show>
          <Button keys="Escape" onClick={() => props.onClose()}>
            {t.common.cancel}
          </Button>
          <SubmitButton keys="Enter" busy={form.busy()}>
            {words.save}
          </SubmitButton>
        </>
      }
    >
      <p>{words.lead(props.name)}</p>
      <Field
        label={words.budget}
        field={form.budget}
        maxLength={7}
        hint={words.budgetHint(megabytesIn(form.budget.text()) ?? 0)}
      />
      <div class="pair">
        <Field label={words.from} field={form.from} maxLength={5} />
        <Field label={words.to} field={form.to} maxLength={5} />
      </div>
      <Show when={form.refusal()} keyed>
        {(shown) => (
          <Notice level="stop" message={shown.message} nextStep={shown.nextStep} code={shown.code} />
        )}
      </Show>
    </Dialog>
  );
};
