import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js';
import type { JoinRequest, JoinView } from '../../../api/join-view.ts';
import { createOnce } from '../../entry/once.ts';
import { getJson, postJson } from '../../link/api.ts';
import { poll } from '../../link/poll.ts';
import type { Refusal, Reply } from '../../link/refusal.ts';
import { browserTimer } from '../../link/timer.ts';
import { t } from '../../text/text.ts';

const LOOK_MS = 400;
const AWAY: Refusal = { code: 'HOST-AWAY', message: t.host.away, nextStep: t.host.tryAgain };

/** How far this till has come on its way into a shop, and what a person can do about it. */
export type JoinState = {
  readonly view: Accessor<JoinView | null>;
  /** Of the last thing asked for, or of the attempt that ended. */
  readonly refusal: Accessor<Refusal | null>;
  readonly busy: Accessor<boolean>;
  readonly ask: (address: string) => Promise<void>;
  readonly confirm: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Resolves true when the till goes on as one. */
  readonly finish: () => Promise<boolean>;
};

export const createJoinState = (): JoinState => {
  const [view, setView] = createSignal<JoinView | null>(null);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);

  const shown = (): Refusal | null => {
    const state = view()?.state;
    return refusal() ?? (state?.step === 'blank' ? state.refusal : null);
  };
  const take = (reply: Reply<JoinView | null>): boolean => {
    if (reply.status === 'answered') setView(reply.value);
    else setRefusal(reply.status === 'refused' ? reply.refusal : AWAY);
    return reply.status === 'answered';
  };
  const asking = createOnce(async (path: string, body: unknown) => {
    setRefusal(null);
    take(await postJson<JoinView | null>(`/api/join${path}`, body));
  });
  onMount(() => {
    const look = () => getJson<JoinView | null>('/api/join');
    const told = (reply: Reply<JoinView | null>): void => {
      if (reply.status === 'answered') setView(reply.value);
    };
    onCleanup(poll(look, told, browserTimer, LOOK_MS));
  });
  return {
    view,
    refusal: shown,
    busy: asking.busy,
    ask: (address) => asking.run('', { address } satisfies JoinRequest),
    confirm: () => asking.run('/confirm', {}),
    stop: () => asking.run('/stop', {}),
    finish: async () => take(await postJson<JoinView | null>('/api/join/done', {})),
  };
};
