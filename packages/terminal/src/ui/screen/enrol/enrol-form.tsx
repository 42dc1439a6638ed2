import { Button, TextField } from '@tillmesh/ui';
import { createSignal, createUniqueId, For, type JSX, Show, untrack } from 'solid-js';
import type { EnrolRequest, EnrolView } from '../../../api/enrol-view.ts';
import { SelectField } from '../../entry/select-field.tsx';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import type { EnrolState } from './enrol-state.ts';
import { nextCode } from './time-word.ts';

type Kind = EnrolRequest['device'];
const KINDS: readonly Kind[] = ['till', 'relay', 'reporter'];

const KindChoice = (props: { readonly kind: Kind; readonly onKind: (kind: Kind) => void }): JSX.Element => {
  const name = createUniqueId();
  return (
    <fieldset class="reason-choice">
      <legend>{t.enrol.kind}</legend>
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
              <span>{t.enrol.kinds[kind]}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
};

/** For a device that is not on this network: an invitation in place of the code that people compare. */
const FarAway = (props: {
  readonly busy: boolean;
  readonly onInvite: (relay: string) => void;
}): JSX.Element => {
  const [relay, setRelay] = createSignal('');
  return (
    <>
      <p class="quiet">{t.enrol.inviteLead}</p>
      <TextField
        label={t.enrol.relay}
        value={relay()}
        maxLength={255}
        hint={t.enrol.relayHint}
        onText={setRelay}
      />
      <div class="row-end">
        <Button aria-disabled={props.busy} onClick={() => props.onInvite(relay().trim())}>
          {t.enrol.invite}
        </Button>
      </div>
    </>
  );
};

/** What the next device is to be. */
export const EnrolForm = (props: { readonly enrol: EnrolState; readonly view: EnrolView }): JSX.Element => {
  const desk = useDesk();
  const offered = (kind: Kind): string =>
    kind === 'till' ? nextCode(props.view.codes, desk.views.till?.code ?? '') : kind;
  const [kind, setKind] = createSignal<Kind>('till');
  const [code, setCode] = createSignal(untrack(() => offered('till')));
  const [branchId, setBranchId] = createSignal(untrack(() => props.view.ownBranchId));
  const [name, setName] = createSignal('');
  const [tried, setTried] = createSignal(false);

  const choose = (next: Kind): void => {
    setKind(next);
    setCode(offered(next));
  };
  const plan = (): EnrolRequest | null => {
    setTried(true);
    if (code().trim() === '') return null;
    return {
      device: kind(),
      code: code().trim(),
      ...(kind() === 'till' ? { branchId: branchId() } : {}),
      ...(name().trim() === '' ? {} : { name: name().trim() }),
    };
  };
  const submit = (): void => {
    const asked = plan();
    if (asked !== null) void props.enrol.open(asked);
  };
  const invite = (relay: string): void => {
    const asked = plan();
    if (asked !== null) void props.enrol.invite({ ...asked, ...(relay === '' ? {} : { relay }) });
  };
  return (
    <form
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <KindChoice kind={kind()} onKind={choose} />
      <Show when={kind() === 'till' && props.view.branches.length > 1}>
        <SelectField
          label={t.enrol.branch}
          value={branchId()}
          options={props.view.branches.map((branch) => ({ value: branch.id, text: branch.name }))}
          onChoice={setBranchId}
        />
      </Show>
      <div class="pair">
        <TextField
          label={t.enrol.code}
          value={code()}
          maxLength={8}
          hint={kind() === 'till' ? t.enrol.codeHint.till : t.enrol.codeHint.other}
          fault={tried() && code().trim() === '' ? t.enrol.missing : undefined}
          onText={(typed) => setCode(kind() === 'till' ? typed.toUpperCase() : typed)}
        />
        <TextField label={t.enrol.name} value={name()} maxLength={80} onText={setName} />
      </div>
      <div class="row-end">
        <SubmitButton busy={props.enrol.busy()}>{t.enrol.open}</SubmitButton>
      </div>
      <Show when={kind() !== 'relay'}>
        <FarAway busy={props.enrol.busy()} onInvite={invite} />
      </Show>
    </form>
  );
};
