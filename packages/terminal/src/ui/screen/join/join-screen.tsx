import { Button, Notice, TextField } from '@tillmesh/ui';
import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { JoinedPlaceView, JoinView } from '../../../api/join-view.ts';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { t } from '../../text/text.ts';
import { createJoinState, type JoinState } from './join-state.ts';
import { productWords } from './product-word.ts';

type State = JoinView['state'];
type At<S extends State['step']> = Extract<State, { step: S }>;

const Refused = (props: { readonly join: JoinState }): JSX.Element => (
  <Show when={props.join.refusal()} keyed>
    {(shown) => <Notice level="know" message={shown.message} nextStep={shown.nextStep} code={shown.code} />}
  </Show>
);

/** Whom to ask: found ones, or an address by hand. */
const Ask = (props: { readonly join: JoinState; readonly onBack: () => void }): JSX.Element => {
  const [address, setAddress] = createSignal('');
  const found = () => props.join.view()?.found ?? [];
  return (
    <>
      <h1>{t.join.title}</h1>
      <p class="lead">{t.join.lead}</p>
      <section class="card stack" aria-label={t.join.found}>
        <h2 class="small-head">{t.join.found}</h2>
        <Show when={found().length > 0} fallback={<p class="quiet">{t.join.searching}</p>}>
          <ul class="recent">
            <For each={found()}>
              {(each) => (
                <li>
                  <button type="button" onClick={() => void props.join.ask(each)}>
                    <span class="recent-label">{each}</span>
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </section>
      <form
        class="card stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void props.join.ask(address());
        }}
      >
        <TextField
          label={t.join.address}
          value={address()}
          hint={t.join.addressHint}
          maxLength={4096}
          onText={setAddress}
        />
        <Refused join={props.join} />
        <div class="row-end">
          <Button onClick={() => props.onBack()}>{t.common.back}</Button>
          <SubmitButton busy={props.join.busy()}>{t.join.ask}</SubmitButton>
        </div>
      </form>
    </>
  );
};

const CodeShown = (props: { readonly join: JoinState; readonly at: At<'code'> }): JSX.Element => (
  <>
    <h1>{t.join.codeTitle}</h1>
    <p class="lead">{t.join.codeLead}</p>
    <section class="card join-code" aria-label={t.join.code}>
      <p class="join-digits">
        <span>{props.at.code.slice(0, 3)}</span> <span>{props.at.code.slice(3)}</span>
      </p>
      <svg
        class="join-picture"
        role="img"
        aria-label={t.join.picture}
        viewBox={`0 0 ${props.at.picture.size} ${props.at.picture.size}`}
      >
        <path d={props.at.picture.path} />
      </svg>
    </section>
    <Show when={props.at.triesLeft}>{(left) => <Notice level="know" message={t.join.wrong(left())} />}</Show>
    <div class="row-end">
      <Button onClick={() => void props.join.stop()}>{t.join.stop}</Button>
    </div>
  </>
);

const Place = (props: { readonly place: JoinedPlaceView }): JSX.Element => {
  const row = (term: string, text: string) => (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
  return (
    <dl class="facts">
      {row(t.join.shop, props.place.shop)}
      <Show when={props.place.branch}>{(branch) => row(t.join.branch, branch())}</Show>
      {row(t.join.till, props.place.code)}
    </dl>
  );
};

/** A person compares what both devices say: nothing is written before. */
const Found = (props: { readonly join: JoinState; readonly place: JoinedPlaceView }): JSX.Element => (
  <>
    <h1>{t.join.foundTitle(props.place.code, props.place.shop)}</h1>
    <section class="card stack" aria-label={t.join.foundTitle(props.place.code, props.place.shop)}>
      <Place place={props.place} />
    </section>
    <p class="join-question">{t.join.confirmLead(props.place.code)}</p>
    <p class="quiet">{t.join.denyWhy}</p>
    <Refused join={props.join} />
    <div class="row-end">
      <Button onClick={() => void props.join.stop()}>{t.join.deny}</Button>
      <Button
        look="primary"
        aria-disabled={props.join.busy()}
        aria-busy={props.join.busy()}
        onClick={() => void props.join.confirm()}
      >
        {t.join.confirm}
      </Button>
    </div>
  </>
);

/** It is a till already: what has come, in words; selling need not wait for the rest. */
const Loading = (props: {
  readonly join: JoinState;
  readonly at: At<'joined'>;
  readonly onDone: () => void;
}): JSX.Element => {
  const start = async (): Promise<void> => {
    if (await props.join.finish()) props.onDone();
  };
  return (
    <>
      <h1>{t.join.foundTitle(props.at.place.code, props.at.place.shop)}</h1>
      <section class="card stack" aria-label={t.join.progress}>
        <p class="join-question" role="status">
          {productWords(props.at.products)}
        </p>
        <progress
          aria-label={t.join.progress}
          max={Math.max(1, props.at.products.expected)}
          value={props.at.products.expected === 0 ? 1 : props.at.products.here}
        />
        <p class="quiet">{props.at.linked ? t.join.linked : t.join.notLinked}</p>
      </section>
      <Refused join={props.join} />
      <div class="row-end">
        <Button look="primary" size="large" onClick={() => void start()}>
          {t.join.start}
        </Button>
      </div>
    </>
  );
};

/** Joining a shop, from the address to the first sale. */
export const JoinScreen = (props: {
  readonly onBack: () => void;
  readonly onDone: () => void;
}): JSX.Element => {
  const join = createJoinState();
  const at = <S extends State['step']>(step: S): At<S> | null => {
    const state = join.view()?.state;
    return state?.step === step ? (state as At<S>) : null;
  };
  return (
    <main class="join">
      <Switch fallback={<Ask join={join} onBack={() => props.onBack()} />}>
        <Match when={at('dialling')}>
          {(state) => (
            <>
              <h1>{t.join.title}</h1>
              <p class="lead" role="status">
                {t.join.asking(state().address)}
              </p>
              <div class="row-end">
                <Button onClick={() => void join.stop()}>{t.join.stop}</Button>
              </div>
            </>
          )}
        </Match>
        <Match when={at('waiting')}>
          {(state) => (
            <>
              <h1>{t.join.waiting(state().admin)}</h1>
              <p class="lead" role="status">
                {state().passing === null
                  ? t.join.waitingLead(state().admin, state().address)
                  : t.join.passingLead(state().passing?.message ?? '')}
              </p>
              <div class="row-end">
                <Button onClick={() => void join.stop()}>{t.join.stop}</Button>
              </div>
            </>
          )}
        </Match>
        <Match when={at('code')}>{(state) => <CodeShown join={join} at={state()} />}</Match>
        <Match when={at('found')}>{(state) => <Found join={join} place={state().place} />}</Match>
        <Match when={at('joined')}>
          {(state) => <Loading join={join} at={state()} onDone={() => props.onDone()} />}
        </Match>
      </Switch>
    </main>
  );
};
