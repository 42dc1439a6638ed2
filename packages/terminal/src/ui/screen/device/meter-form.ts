import { type Accessor, createSignal } from 'solid-js';
import {
  DEFAULT_METER,
  type DeviceRowView,
  type DevicesView,
  type MeterRequest,
} from '../../../api/device-view.ts';
import { createOnce } from '../../entry/once.ts';
import { postJson } from '../../link/api.ts';
import type { Refusal } from '../../link/refusal.ts';
import { t } from '../../text/text.ts';
import { isTime, megabytesIn, megabytesOf } from './meter-entry.ts';

/** One field: what was typed, and what is wrong with it once somebody asked to save. */
export type MeterField = {
  readonly text: Accessor<string>;
  readonly type: (text: string) => void;
  readonly fault: Accessor<string | undefined>;
};

export type MeterForm = {
  readonly budget: MeterField;
  readonly from: MeterField;
  readonly to: MeterField;
  readonly busy: Accessor<boolean>;
  readonly refusal: Accessor<Refusal | null>;
  readonly save: () => void;
  /** Takes the mark away. */
  readonly stop: () => void;
};

/** `onDone`: the host did it; whether the link is metered now. */
export const createMeterForm = (row: DeviceRowView, onDone: (isMetered: boolean) => void): MeterForm => {
  const words = t.devices.meter;
  const { metered } = row;
  const [tried, setTried] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const field = (first: string, isRight: (text: string) => boolean, fault: string): MeterField => {
    const [text, type] = createSignal(first);
    return { text, type, fault: () => (tried() && !isRight(text()) ? fault : undefined) };
  };
  const isBudget = (text: string): boolean => megabytesIn(text) !== null;
  const megabytes = metered === null ? DEFAULT_METER.megabytesPerDay : megabytesOf(metered);
  const budget = field(String(megabytes), isBudget, words.budgetFault);
  const from = field(metered?.from ?? DEFAULT_METER.from, isTime, words.timeFault);
  const to = field(metered?.to ?? DEFAULT_METER.to, isTime, words.timeFault);

  const sending = createOnce(async (request: MeterRequest) => {
    const reply = await postJson<DevicesView>('/api/devices/metered', request);
    if (reply.status === 'answered') onDone(request.plan !== undefined);
    else if (reply.status === 'refused') setRefusal(reply.refusal);
    else setRefusal({ code: 'HOST-AWAY', message: t.host.away, nextStep: t.host.tryAgain });
  });
  return {
    budget,
    from,
    to,
    busy: sending.busy,
    refusal,
    save: () => {
      setTried(true);
      const megabytesPerDay = megabytesIn(budget.text());
      if (megabytesPerDay === null || !isTime(from.text()) || !isTime(to.text())) return;
      const plan = { megabytesPerDay, from: from.text().trim(), to: to.text().trim() };
      void sending.run({ deviceId: row.deviceId, plan });
    },
    stop: () => void sending.run({ deviceId: row.deviceId }),
  };
};
