import { createSignal } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { SetupChoices, SetupReply, SetupRequest } from '../../../api/setup-view.ts';
import { createOnce } from '../../entry/once.ts';
import { postJson } from '../../link/api.ts';
import type { Refusal } from '../../link/refusal.ts';
import { t } from '../../text/text.ts';
import { type SetupForm, setupFaults } from './setup-form.ts';

type Country = SetupChoices['countries'][number];

/** What is typed on the first-run page, what is wrong with it, and sending it. */
export type SetupState = {
  readonly form: SetupForm;
  readonly write: (field: keyof SetupForm, typed: string) => void;
  /** What is wrong with a field, once somebody tried to go on. */
  readonly fault: (field: keyof SetupForm) => string | undefined;
  readonly country: () => Country | undefined;
  readonly chooseCountry: (code: string) => void;
  readonly refusal: () => Refusal | null;
  readonly busy: () => boolean;
  readonly create: () => Promise<void>;
};

/** The country this machine's own time zone lies in, where it is among the choices. */
const likelyCountry = (countries: readonly Country[], zone: string): Country | undefined =>
  countries.find(({ zones }) => zones.includes(zone)) ?? countries[0];

const emptyForm = (country: Country | undefined, zone: string): SetupForm => ({
  organisation: '',
  branch: '',
  tillCode: 'T1',
  country: country?.country ?? '',
  zone: country?.zones.find((known) => known === zone) ?? country?.zones[0] ?? '',
  ownerName: '',
  ownerPin: '',
  pinAgain: '',
});

/** `onMade` is told that there is a shop: made just now, or before by a request whose answer was lost. */
export const createSetupState = (choices: SetupChoices, onMade: () => Promise<void>): SetupState => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [form, setForm] = createStore<SetupForm>(emptyForm(likelyCountry(choices.countries, here), here));
  const [tried, setTried] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const countryOf = (code: string) => choices.countries.find(({ country }) => country === code);

  const creating = createOnce(async () => {
    setTried(true);
    if (Object.keys(setupFaults(form)).length > 0) return;
    const { pinAgain: _again, ...request } = form;
    const reply = await postJson<SetupReply>('/api/setup', request satisfies SetupRequest);
    if (reply.status === 'unanswered') {
      setRefusal({ code: 'HOST-AWAY', message: t.host.away, nextStep: t.host.tryAgain });
    } else if (reply.status === 'refused' && reply.refusal.code !== 'ALREADY-SET-UP') {
      setRefusal(reply.refusal);
    } else if (reply.status === 'answered' && !reply.value.ok) {
      setRefusal(reply.value.rejection);
    } else {
      await onMade();
    }
  });
  return {
    form,
    write: setForm,
    fault: (field) => (tried() ? setupFaults(form)[field] : undefined),
    country: () => countryOf(form.country),
    chooseCountry: (code) => setForm({ country: code, zone: countryOf(code)?.zones[0] ?? '' }),
    refusal,
    busy: creating.busy,
    create: creating.run,
  };
};
