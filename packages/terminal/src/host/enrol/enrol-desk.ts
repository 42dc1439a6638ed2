import {
  DEVICE_KINDS,
  type DeviceKind,
  field,
  id,
  integer,
  optional,
  parse,
  record,
  text,
  word,
} from '@tillmesh/model';
import type { EnrolmentState, EnrolRefusal, InvitationState, PeerAddress, TillNode } from '@tillmesh/replica';
import type { PictureView } from '../../api/join-view.ts';
import type { EnrolView, EnrolWindowView, InvitationView } from '../../api/enrol-view.ts';
import { type Refusal, refuse, refuseBy } from '../api/api-error.ts';
import { sessionView } from '../live/shop-view.ts';
import { type Interfaces, ownAddresses } from './own-address.ts';
import { pictureOf } from './picture.ts';

export type EnrolPlace = {
  /** Where this till takes links; null: nowhere. */
  readonly listen: PeerAddress | null;
  /** Where it takes in new devices; 0: any free port. */
  readonly port: number;
  /** Other devices that it dials. */
  readonly peers: readonly PeerAddress[];
  readonly interfaces: () => Interfaces;
  /** Lets others on this network see that a window is open; returns what ends it. */
  readonly announce: (port: number, kind: DeviceKind) => () => void;
};

export type EnrolPorts = EnrolPlace & {
  readonly node: TillNode;
  readonly execute: TillNode['execute'];
  readonly freshId: () => string;
  /** A moment as people of the shop say it now. */
  readonly spoken: (utcMs: number) => string;
  readonly timers: {
    readonly nowMs: () => number;
    readonly later: (task: () => void, delayMs: number) => () => void;
  };
};

/** Adding devices at this till, as the API offers it; null where it was done, else why not. */
export type EnrolDesk = {
  readonly view: () => EnrolView;
  readonly open: (body: unknown) => Promise<Refusal | null>;
  readonly typed: (body: unknown) => Promise<Refusal | null>;
  readonly stop: () => Refusal | null;
  readonly invite: (body: unknown) => Promise<Refusal | null>;
  readonly uninvite: (body: unknown) => Promise<Refusal | null>;
};

const planShape = record({
  device: field(1, word(...DEVICE_KINDS)),
  code: field(2, text(8, 1)),
  branchId: optional(3, id<'branch'>()),
  name: optional(4, text(80, 1)),
});
const invitationShape = record({
  device: field(1, word(...DEVICE_KINDS)),
  code: field(2, text(8, 1)),
  branchId: optional(3, id<'branch'>()),
  name: optional(4, text(80, 1)),
  hours: optional(5, integer(1, 168)),
  relay: optional(6, text(255, 1)),
});
const uninviteShape = record({ invitation: field(1, text(32, 32)) });
const codeShape = record({ code: field(1, text(400)) });

const stateView = (node: TillNode, { window }: EnrolmentState): EnrolWindowView['state'] => {
  switch (window.state) {
    case 'open': {
      const { leftMs, triesLeft, waiting } = window;
      return { step: 'open', leftMs, triesLeft, waiting };
    }
    case 'stating':
      return { step: 'stating' };
    case 'joined': {
      const linked = node
        .status()
        .links.some(({ deviceId, state }) => deviceId === window.deviceId && state === 'linked');
      return { step: 'joined', papers: window.papers, linked };
    }
    case 'shut':
      return { step: 'shut', refusal: window.refusal };
  }
};

/** Screens ask again and again, and a picture of so much text takes its time. */
const createPictures = () => {
  let known = new Map<string, PictureView>();
  return (texts: readonly string[]): ReadonlyMap<string, PictureView> => {
    known = new Map(texts.map((each) => [each, known.get(each) ?? pictureOf(each)]));
    return known;
  };
};

const invitationViews = (
  states: readonly InvitationState[],
  pictures: ReturnType<typeof createPictures>,
  spoken: EnrolPorts['spoken'],
): readonly InvitationView[] => {
  const drawn = pictures(states.flatMap(({ text: line }) => (line === null ? [] : [line])));
  return states.map(({ invitation, isOver, text: line, refusal }) => {
    const { id: name, place, name: stands, state, untilMs } = invitation;
    const { device, code, branchId } = place;
    return {
      invitation: name,
      plan: {
        device,
        code,
        ...(branchId === null ? {} : { branchId }),
        ...(stands === undefined ? {} : { name: stands }),
      },
      state: state === 'open' && isOver ? 'over' : state,
      until: spoken(untilMs),
      text: line,
      picture: line === null ? null : (drawn.get(line) ?? null),
      refusal,
    };
  });
};

export const createEnrolDesk = (ports: EnrolPorts): EnrolDesk => {
  const { node, listen } = ports;
  const host = listen?.host ?? '127.0.0.1';
  const enrolment = node.enrolment({
    host,
    ports: ports.port === 0 ? [0] : [ports.port, 0],
    timers: ports.timers,
    execute: ports.execute,
    freshId: ports.freshId,
    listens: listen !== null,
    peers: () => ports.peers,
    announce: ports.announce,
    // Screens ask again and again while they show it.
    changed: () => undefined,
  });
  const pictures = createPictures();
  const told = (refusal: EnrolRefusal | null): Refusal | null =>
    refusal === null ? null : refuseBy(refusal);
  const mayNot = (): Refusal | null =>
    sessionView(node)?.rights.includes('manage-shop') === true ? null : refuse('RIGHT-MISSING');
  return {
    view: () => {
      const { branches, devices } = node.shop();
      const state = enrolment.state();
      return {
        branches: branches.map(({ id: branchId, name }) => ({ id: branchId, name })),
        ownBranchId: node.till().branch.id,
        codes: devices.map(({ code }) => code),
        invitations:
          mayNot() === null ? invitationViews(enrolment.invitations.list(), pictures, ports.spoken) : [],
        window:
          state === null
            ? null
            : {
                plan: state.plan,
                addresses: ownAddresses(host, state.port, ports.interfaces()),
                state: stateView(node, state),
              },
      };
    },
    open: async (body) => {
      const plan = parse(() => planShape.read(body, 'body'));
      if (!plan.ok) return refuse('BODY-UNEXPECTED', plan.error.at);
      const refused = mayNot();
      if (refused !== null) return refused;
      return told(await enrolment.open(plan.value));
    },
    typed: async (body) => {
      const read = parse(() => codeShape.read(body, 'body'));
      if (!read.ok) return refuse('BODY-UNEXPECTED', read.error.at);
      const refusal = mayNot();
      if (refusal !== null) return refusal;
      return told(await enrolment.typed(read.value.code));
    },
    invite: async (body) => {
      const plan = parse(() => invitationShape.read(body, 'body'));
      if (!plan.ok) return refuse('BODY-UNEXPECTED', plan.error.at);
      return mayNot() ?? told(await enrolment.invitations.make(plan.value));
    },
    uninvite: async (body) => {
      const read = parse(() => uninviteShape.read(body, 'body'));
      if (!read.ok) return refuse('BODY-UNEXPECTED', read.error.at);
      return mayNot() ?? told(await enrolment.invitations.cancel(read.value.invitation));
    },
    stop: () => {
      const refusal = mayNot();
      if (refusal === null) enrolment.stop();
      return refusal;
    },
  };
};
