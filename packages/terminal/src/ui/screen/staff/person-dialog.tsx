import { TextField } from '@tillmesh/ui';
import { createSignal, createUniqueId, For, type JSX } from 'solid-js';
import { Ask } from '../../entry/ask.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { isPin } from '../setup/setup-form.ts';
import type { Person } from './staff-screen.tsx';

/** What most people are; every shop has it. */
const USUAL_ROLE = 'cashier';

const PinField = (props: {
  readonly value: string;
  readonly tried: boolean;
  readonly onText: (typed: string) => void;
}): JSX.Element => (
  <TextField
    label={t.staff.pin}
    type="password"
    inputMode="numeric"
    maxLength={12}
    value={props.value}
    hint={t.setup.pinHint}
    fault={props.tried && !isPin(props.value) ? t.staff.pinFault : undefined}
    onText={(typed) => props.onText(typed.replace(/\D/g, ''))}
  />
);

const RoleChoice = (props: {
  readonly role: string;
  readonly onRole: (role: string) => void;
}): JSX.Element => {
  const desk = useDesk();
  const name = createUniqueId();
  return (
    <fieldset class="reason-choice">
      <legend>{t.staff.role}</legend>
      <div class="choice-row">
        <For each={desk.views.till?.roles ?? []}>
          {(role) => (
            <label class="choice">
              <input
                type="radio"
                name={name}
                checked={props.role === role.id}
                onChange={() => props.onRole(role.id)}
              />
              <span>{role.name}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
};

/** A new person: name, role, first PIN. */
export const PersonDialog = (props: {
  readonly onClose: () => void;
  readonly onSaved: (name: string) => void;
}): JSX.Element => {
  const [name, setName] = createSignal('');
  const [role, setRole] = createSignal(USUAL_ROLE);
  const [pin, setPin] = createSignal('');
  const [tried, setTried] = createSignal(false);
  return (
    <Ask
      title={t.staff.add}
      go={t.staff.save}
      onClose={() => props.onClose()}
      onDone={() => props.onSaved(name().trim())}
      command={() => {
        setTried(true);
        if (name().trim() === '' || !isPin(pin())) return null;
        return { kind: 'staff.put', name: name().trim(), role: role(), pin: pin(), active: true };
      }}
    >
      <TextField
        label={t.staff.name}
        value={name()}
        maxLength={80}
        fault={tried() && name().trim() === '' ? t.setup.missing : undefined}
        onText={setName}
      />
      <RoleChoice role={role()} onRole={setRole} />
      <PinField value={pin()} tried={tried()} onText={setPin} />
    </Ask>
  );
};

/** A new PIN for somebody who forgot theirs or was locked. */
export const PinDialog = (props: {
  readonly person: Person;
  readonly onClose: () => void;
  readonly onSaved: (name: string) => void;
}): JSX.Element => {
  const [pin, setPin] = createSignal('');
  const [tried, setTried] = createSignal(false);
  return (
    <Ask
      title={t.staff.newPinOf(props.person.name)}
      go={t.staff.save}
      onClose={() => props.onClose()}
      onDone={() => props.onSaved(props.person.name)}
      command={() => {
        setTried(true);
        if (!isPin(pin())) return null;
        const { id, name, role } = props.person;
        return { kind: 'staff.put', staffId: id, name, role, pin: pin(), active: true };
      }}
    >
      <PinField value={pin()} tried={tried()} onText={setPin} />
    </Ask>
  );
};
