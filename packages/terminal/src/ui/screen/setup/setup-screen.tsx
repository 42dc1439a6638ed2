import { Button, Notice, TextField } from '@tillmesh/ui';
import { type JSX, Show, untrack } from 'solid-js';
import type { SetupChoices } from '../../../api/setup-view.ts';
import { SelectField } from '../../entry/select-field.tsx';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { t } from '../../text/text.ts';
import { CountryPreset } from './country-preset.tsx';
import type { SetupForm } from './setup-form.ts';
import { createSetupState, type SetupState } from './setup-state.ts';

const Typed = (props: {
  readonly state: SetupState;
  readonly field: keyof SetupForm;
  readonly label: string;
  readonly maxLength: number;
  readonly hint?: string;
  readonly secret?: boolean;
}): JSX.Element => (
  <TextField
    label={props.label}
    value={props.state.form[props.field]}
    fault={props.state.fault(props.field)}
    hint={props.hint}
    maxLength={props.maxLength}
    type={props.secret === true ? 'password' : 'text'}
    inputMode={props.secret === true ? 'numeric' : 'text'}
    onText={(typed) => props.state.write(props.field, typed)}
  />
);

const ShopFields = (props: { readonly state: SetupState }): JSX.Element => (
  <fieldset class="card">
    <legend>{t.setup.shop}</legend>
    <Typed state={props.state} field="organisation" label={t.setup.organisation} maxLength={80} />
    <div class="pair">
      <Typed state={props.state} field="branch" label={t.setup.branch} maxLength={80} />
      <Typed
        state={props.state}
        field="tillCode"
        label={t.setup.tillCode}
        maxLength={8}
        hint={t.setup.tillCodeHint}
      />
    </div>
  </fieldset>
);

const PlaceFields = (props: {
  readonly state: SetupState;
  readonly countries: SetupChoices['countries'];
}): JSX.Element => (
  <fieldset class="card">
    <legend>{t.setup.place}</legend>
    <div class="pair">
      <SelectField
        label={t.setup.country}
        value={props.state.form.country}
        options={props.countries.map(({ country, name }) => ({ value: country, text: name }))}
        onChoice={props.state.chooseCountry}
      />
      <SelectField
        label={t.setup.zone}
        value={props.state.form.zone}
        options={(props.state.country()?.zones ?? []).map((zone) => ({ value: zone, text: zone }))}
        onChoice={(zone) => props.state.write('zone', zone)}
      />
    </div>
  </fieldset>
);

const OwnerFields = (props: { readonly state: SetupState }): JSX.Element => (
  <fieldset class="card">
    <legend>{t.setup.owner}</legend>
    <Typed state={props.state} field="ownerName" label={t.setup.ownerName} maxLength={80} />
    <div class="pair">
      <Typed
        state={props.state}
        field="ownerPin"
        label={t.setup.pin}
        maxLength={12}
        hint={t.setup.pinHint}
        secret
      />
      <Typed state={props.state} field="pinAgain" label={t.setup.pinAgain} maxLength={12} secret />
    </div>
  </fieldset>
);

/** First run: the shop, where it is, its owner; what the country brings stands beside. */
export const SetupScreen = (props: {
  readonly choices: SetupChoices;
  readonly onMade: () => Promise<void>;
  readonly onBack: () => void;
}): JSX.Element => {
  // The choices never change while the page stands: they are read once.
  const state = createSetupState(
    untrack(() => props.choices),
    () => props.onMade(),
  );
  return (
    <main class="setup">
      <form
        class="setup-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void state.create();
        }}
      >
        <p class="brand">{t.product}</p>
        <h1>{t.setup.title}</h1>
        <p class="lead">{t.setup.lead}</p>
        <ShopFields state={state} />
        <PlaceFields state={state} countries={props.choices.countries} />
        <OwnerFields state={state} />
        <Show when={state.refusal()} keyed>
          {(shown) => (
            <Notice
              level="stop"
              message={shown.message}
              nextStep={shown.nextStep}
              code={shown.at === undefined ? shown.code : `${shown.code} · ${shown.at}`}
            />
          )}
        </Show>
        <div class="row-end">
          <Button size="large" onClick={() => props.onBack()}>
            {t.common.back}
          </Button>
          <SubmitButton size="large" busy={state.busy()}>
            {t.setup.create}
          </SubmitButton>
        </div>
      </form>
      <Show when={state.country()}>{(chosen) => <CountryPreset country={chosen()} />}</Show>
    </main>
  );
};
