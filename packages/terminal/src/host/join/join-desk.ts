import { field, parse, record, text } from '@tillmesh/model';
import {
  codePicture,
  enrolAddress,
  type EnrolRefusal,
  enrolRefusal,
  Fault,
  type JoinedDevice,
  type Joining,
  type JoiningState,
  isTicketText,
  ticketIn,
  type TillNode,
} from '@tillmesh/replica';
import type { Log } from '@tillmesh/replica/process/log';
import type { JoinView } from '../../api/join-view.ts';
import type { ErrorReply } from '../../api/view.ts';
import { pictureOf } from '../enrol/picture.ts';
import { API_ERRORS, type Refusal, refuse, refuseBy } from '../api/api-error.ts';

export type JoinPorts = {
  readonly joining: Joining;
  /** The till that is open here; null before. */
  readonly node: () => TillNode | null;
  /** The folder is a till's now: opens it and goes on as that. */
  readonly opened: (joined: JoinedDevice) => void;
  /** Addresses of devices on this network that take new ones in at this moment. */
  readonly found: () => readonly string[];
  readonly log: Log;
};

/** Joining a shop at the first run, as the API offers it; null where it was done, else why not. */
export type JoinDesk = {
  readonly view: () => JoinView | null;
  readonly begin: (body: unknown) => Refusal | null;
  readonly confirm: () => Refusal | null;
  readonly stop: () => void;
  /** The person has seen how it goes; from now on this till is like any other. */
  readonly done: () => void;
};

const shape = record({ address: field(1, text(4_096)) });

const toldOf = (error: unknown, log: Log): ErrorReply => {
  log.error('joining-failed', error);
  if (error instanceof Fault) return { code: error.code, message: error.message, nextStep: error.nextStep };
  const [, message, nextStep] = API_ERRORS.INTERNAL;
  return { code: 'INTERNAL', message, nextStep };
};

/** How to ask by what a person typed: an address, or an invitation, which says itself whose the device is to be. */
const beginning = (
  joining: Joining,
  typed: string,
  confirm: () => void,
): (() => Promise<void>) | EnrolRefusal => {
  if (isTicketText(typed)) {
    const ticket = ticketIn(typed);
    if (ticket === null) return enrolRefusal('ENROL-INVITATION-MALFORMED');
    return async () => {
      await joining.beginInvited(ticket);
      if (joining.state().step === 'found') confirm();
    };
  }
  const address = enrolAddress(typed);
  return address === null ? enrolRefusal('ENROL-ADDRESS-MALFORMED') : () => joining.begin(address);
};

export const createJoinDesk = ({ joining, node, opened, found, log }: JoinPorts): JoinDesk => {
  let failed: ErrorReply | null = null;
  let joined: JoinedDevice | null = null;

  const stateView = (state: JoiningState): JoinView['state'] => {
    switch (state.step) {
      case 'blank':
        return { step: 'blank', refusal: failed ?? state.refusal };
      case 'dialling':
      case 'waiting':
      case 'found':
        return state;
      case 'code':
        return { ...state, picture: pictureOf(codePicture(state.code, state.address)) };
      case 'joined': {
        const till = node();
        return {
          ...state,
          products: { here: till?.productCount() ?? 0, expected: joined?.products ?? 0 },
          linked: till?.status().links.some((link) => link.state === 'linked') === true,
        };
      }
    }
  };
  const confirm = (): Refusal | null => {
    const written = joining.confirm();
    if (written === null) return node() === null ? refuseBy(enrolRefusal('ENROL-CONNECTION-LOST')) : null;
    joined = written;
    opened(written);
    return null;
  };
  return {
    view: () => {
      if (node() !== null && joined === null) return null;
      return { state: stateView(joining.state()), found: node() === null ? found() : [] };
    },
    begin: (body) => {
      const read = parse(() => shape.read(body, 'body'));
      if (!read.ok) return refuse('BODY-UNEXPECTED', read.error.at);
      if (node() !== null) return refuse('ALREADY-SET-UP');
      const begin = beginning(joining, read.value.address, () => void confirm());
      if (typeof begin !== 'function') return refuseBy(begin);
      failed = null;
      begin().catch((error: unknown) => {
        failed = toldOf(error, log);
        joining.stop();
      });
      return null;
    },
    confirm,
    stop: () => joining.stop(),
    done: () => {
      joined = null;
    },
  };
};
