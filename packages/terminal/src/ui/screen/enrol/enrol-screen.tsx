import { Button, Notice, TextField } from '@tillmesh/ui';
import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { EnrolRequest, EnrolWindowView } from '../../../api/enrol-view.ts';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { Page } from '../../frame/page.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { EnrolForm } from './enrol-form.tsx';
import { createEnrolState, type EnrolState } from './enrol-state.ts';
import { InvitationList } from './invitation-list.tsx';
import { leftWords } from './time-word.ts';

type State = EnrolWindowView['state'];
type At<S extends State['step']> = Extract<State, { step: S }>;

const kindOf = (plan: EnrolRequest): string => t.enrol.kinds[plan.device];

const waitingWords = (waiting: readonly string[]): string => {
  const [first] = waiting;
  if (first === undefined) return t.enrol.nobody;
  return waiting.length === 1 ? t.enrol.one(first) : t.enrol.many([...new Set(waiting)].join(', '));
};

/** Where the new device finds this one. */
const Where = (props: { readonly window: EnrolWindowView }): JSX.Element => (
  <section class="card stack" aria-label={t.enrol.address}>
    <p>{props.window.plan.device === 'till' ? t.enrol.where : t.enrol.whereCommand}</p>
    <Show when={props.window.addresses.length > 0} fallback={<p class="know-text">{t.enrol.none}</p>}>
      <ul class="enrol-address">
        <For each={props.window.addresses}>{(address) => <li>{address}</li>}</For>
      </ul>
    </Show>
  </section>
);

const Waiting = (props: {
  readonly enrol: EnrolState;
  readonly window: EnrolWindowView;
  readonly at: At<'open'>;
}): JSX.Element => {
  const [code, setCode] = createSignal('');
  const submit = async (): Promise<void> => {
    await props.enrol.type(code());
    setCode('');
  };
  return (
    <div class="stack">
      <h2>{t.enrol.windowTitle(kindOf(props.window.plan), props.window.plan.code)}</h2>
      <Where window={props.window} />
      <form
        class="card stack enrol-code"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p role="status">{waitingWords(props.at.waiting)}</p>
        <TextField
          label={t.enrol.typed}
          value={code()}
          hint={t.enrol.typedHint}
          inputMode="numeric"
          maxLength={300}
          onText={setCode}
        />
        <p class="quiet">
          {leftWords(props.at.leftMs)} {t.enrol.tries(props.at.triesLeft)}
        </p>
        <div class="row-end">
          <Button onClick={() => void props.enrol.stop()}>{t.enrol.stop}</Button>
          <SubmitButton busy={props.enrol.busy()}>{t.enrol.confirm}</SubmitButton>
        </div>
      </form>
    </div>
  );
};

const papersWords = ({ papers }: At<'joined'>): string => {
  if (papers === 'sent') return t.enrol.confirmThere;
  return papers === 'taken' ? t.enrol.papersTaken : t.enrol.papersLost;
};

const Joined = (props: {
  readonly enrol: EnrolState;
  readonly plan: EnrolRequest;
  readonly at: At<'joined'>;
}): JSX.Element => (
  <div class="stack">
    <section class="card stack" role="status">
      <h2>{t.enrol.joinedTitle(kindOf(props.plan), props.plan.code)}</h2>
      <p>{props.at.linked ? t.enrol.linked : papersWords(props.at)}</p>
    </section>
    <div class="row-end">
      <Button onClick={() => props.enrol.again()}>{t.enrol.again}</Button>
    </div>
  </div>
);

const Window = (props: { readonly enrol: EnrolState; readonly window: EnrolWindowView }): JSX.Element => {
  const at = <S extends State['step']>(step: S): At<S> | null => {
    const { state } = props.window;
    return state.step === step ? (state as At<S>) : null;
  };
  return (
    <Switch>
      <Match when={at('open')}>
        {(state) => <Waiting enrol={props.enrol} window={props.window} at={state()} />}
      </Match>
      <Match when={at('stating')}>
        <p role="status">{t.enrol.stating}</p>
      </Match>
      <Match when={at('joined')}>
        {(state) => <Joined enrol={props.enrol} plan={props.window.plan} at={state()} />}
      </Match>
      <Match when={at('shut')}>
        {(state) => (
          <div class="stack">
            <h2>{t.enrol.shutTitle}</h2>
            <Notice
              level="know"
              message={state().refusal.message}
              nextStep={state().refusal.nextStep}
              code={state().refusal.code}
            />
            <div class="row-end">
              <Button look="primary" onClick={() => props.enrol.again()}>
                {t.enrol.again}
              </Button>
            </div>
          </div>
        )}
      </Match>
    </Switch>
  );
};

/** Takes a new device into the shop: what it is to be, where it asks, the code that it shows. */
export const EnrolScreen = (): JSX.Element => {
  const desk = useDesk();
  const enrol = createEnrolState(desk);
  const window = () => (enrol.isFresh() ? null : (enrol.view()?.window ?? null));
  return (
    <Page title={t.enrol.title} onBack={() => desk.go('sell')}>
      <div class="stack enrol">
        <Show when={desk.may('manage-shop')} fallback={<p class="quiet">{t.enrol.notAllowed}</p>}>
          <Show
            when={window()}
            fallback={
              <Show when={enrol.view()}>
                {(view) => (
                  <>
                    <p class="lead">{t.enrol.lead}</p>
                    <EnrolForm enrol={enrol} view={view()} />
                    <InvitationList enrol={enrol} invitations={view().invitations} />
                  </>
                )}
              </Show>
            }
          >
            {(shown) => <Window enrol={enrol} window={shown()} />}
          </Show>
        </Show>
      </div>
    </Page>
  );
};
