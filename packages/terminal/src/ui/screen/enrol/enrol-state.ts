import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js';
import type {
  EnrolCodeRequest,
  EnrolRequest,
  EnrolView,
  InviteRequest,
  UninviteRequest,
} from '../../../api/enrol-view.ts';
import { createOnce } from '../../entry/once.ts';
import { getJson, postJson } from '../../link/api.ts';
import { poll } from '../../link/poll.ts';
import type { Reply } from '../../link/refusal.ts';
import { browserTimer } from '../../link/timer.ts';
import type { Desk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

const LOOK_MS = 400;

/** Adding a device, as the host stands with it. */
export type EnrolState = {
  readonly view: Accessor<EnrolView | null>;
  readonly busy: Accessor<boolean>;
  readonly open: (plan: EnrolRequest) => Promise<void>;
  readonly type: (code: string) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly invite: (plan: InviteRequest) => Promise<void>;
  readonly uninvite: (invitation: string) => Promise<void>;
  /** From a window that is over back to the form. */
  readonly again: () => void;
  /** The form is to be shown, though the host still knows of a window. */
  readonly isFresh: Accessor<boolean>;
};

export const createEnrolState = (desk: Desk): EnrolState => {
  const [view, setView] = createSignal<EnrolView | null>(null);
  // What was over before somebody came to this screen is over.
  const [isFresh, setFresh] = createSignal(true);

  const take = (reply: Reply<EnrolView>): void => {
    if (reply.status === 'answered') {
      setView(reply.value);
      const step = reply.value.window?.state.step;
      if (step === 'open' || step === 'stating') setFresh(false);
    } else if (reply.status === 'refused') desk.refuse(reply.refusal);
    else desk.tell({ level: 'stop', message: t.host.away, nextStep: t.host.tryAgain });
  };
  const asking = createOnce(async (path: string, body: unknown) => {
    desk.tell(null);
    take(await postJson<EnrolView>(`/api/enrol${path}`, body));
  });
  onMount(() => {
    const look = () => getJson<EnrolView>('/api/enrol');
    const told = (reply: Reply<EnrolView>): void => {
      if (reply.status === 'answered') take(reply);
    };
    onCleanup(poll(look, told, browserTimer, LOOK_MS));
  });
  return {
    view,
    busy: asking.busy,
    open: (plan) => asking.run('', plan),
    type: (code) => asking.run('/code', { code } satisfies EnrolCodeRequest),
    stop: () => asking.run('/stop', {}),
    invite: (plan) => asking.run('/invite', plan),
    uninvite: (invitation) => asking.run('/uninvite', { invitation } satisfies UninviteRequest),
    again: () => {
      desk.tell(null);
      setFresh(true);
    },
    isFresh,
  };
};
