import { Button, Dialog, Notice, TextField } from '@tillmesh/ui';
import { createSignal, type JSX, Show, untrack } from 'solid-js';
import type { DevicesView, MeterRequest } from '../../../api/device-view.ts';
import { createOnce } from '../../entry/once.ts';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { postJson } from '../../link/api.ts';
import type { Refusal } from '../../link/refusal.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import type { DeviceQuestion } from './device-question.ts';
import { DEFAULT_METER, isTime, megabytesIn, megabytesOf } from './meter-entry.ts';

/** What the link to a device may cost a day, and when what is old goes. */
export const MeterDialog = (
  props: DeviceQuestion & { readonly onClose: () => void; readonly onDone: () => void },
): JSX.Element => {
  const desk = useDesk();
  const words = t.devices.meter;
  const now = untrack(() => props.row.metered);
  const [budget, setBudget] = createSignal(String(now === null ? DEFAULT_METER.megabytes : megabytesOf(now)));
  const [from, setFrom] = createSignal(now?.from ?? DEFAULT_METER.from);
  const [to, setTo] = createSignal(now?.to ?? DEFAULT_METER.to);
  const [tried, setTried] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);

  const sending = createOnce(async (request: MeterRequest) => {
    const reply = await postJson<DevicesView>('/api/devices/metered', request);
    if (reply.status === 'refused') setRefusal(reply.refusal);
    else if (reply.status === 'unanswered')
      setRefusal({ code: 'HOST-AWAY', message: t.host.away, nextStep: t.host.tryAgain });
    else {
      const message = request.plan === undefined ? words.stopped(props.name) : words.saved(props.name);
      desk.tell({ level: 'well', message });
      props.onClose();
      props.onDone();
    }
  });
  const submit = (): void => {
    setTried(true);
    const megabytesPerDay = megabytesIn(budget());
    if (megabytesPerDay === null || !isTime(from()) || !isTime(to())) return;
    void sending.run({
      deviceId: props.row.deviceId,
      plan: { megabytesPerDay, from: from().trim(), to: to().trim() },
    });
  };
  const timeFault = (time: string): string | undefined =>
    tried() && !isTime(time) ? words.timeFault : undefined;
  return (
    <Dialog
      title={words.of(props.name)}
      onClose={() => props.onClose()}
      onSubmit={submit}
      foot={
        <>
          <Show when={now !== null}>
            <Button
              look="stop"
              aria-disabled={sending.busy()}
              onClick={() => void sending.run({ deviceId: props.row.deviceId })}
            >
              {words.stop}
            </Button>
          </Show>
          <Button keys="Escape" onClick={() => props.onClose()}>
            {t.common.cancel}
          </Button>
          <SubmitButton keys="Enter" busy={sending.busy()}>
            {words.save}
          </SubmitButton>
        </>
      }
    >
      <p>{words.lead(props.name)}</p>
      <TextField
        label={words.budget}
        value={budget()}
        maxLength={7}
        hint={words.budgetHint(megabytesIn(budget()) ?? 0)}
        fault={tried() && megabytesIn(budget()) === null ? words.budgetFault : undefined}
        onText={setBudget}
      />
      <div class="pair">
        <TextField
          label={words.from}
          value={from()}
          maxLength={5}
          fault={timeFault(from())}
          onText={setFrom}
        />
        <TextField label={words.to} value={to()} maxLength={5} fault={timeFault(to())} onText={setTo} />
      </div>
      <Show when={refusal()} keyed>
        {(shown) => (
          <Notice level="stop" message={shown.message} nextStep={shown.nextStep} code={shown.code} />
        )}
      </Show>
    </Dialog>
  );
};
