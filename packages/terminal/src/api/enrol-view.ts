import type { PictureView } from './join-view.ts';
import type { ErrorReply } from './view.ts';

/** What a new device is to be: `POST /api/enrol`. A till stands in the branch named, or in this till's. */
export type EnrolRequest = {
  readonly device: 'till' | 'relay' | 'reporter';
  /** Short and printed on documents, such as `H2`. */
  readonly code: string;
  readonly branchId?: string;
  readonly name?: string;
};
/**
 * A till or reporter that is far away: `POST /api/enrol/invite`. `relay`: the address at which it finds the relay, left
 * out where that is the one at which this till does.
 */
export type InviteRequest = EnrolRequest & { readonly hours?: number; readonly relay?: string };
/** `POST /api/enrol/uninvite` */
export type UninviteRequest = { readonly invitation: string };

export type InvitationView = {
  readonly invitation: string;
  readonly plan: EnrolRequest;
  readonly state: 'open' | 'used' | 'cancelled' | 'over';
  /** As people of the shop say it: `2026-05-02 14:02`, or `14:02` today. */
  readonly until: string;
  /** The line to send, and as a picture; null: it is over, or no relay is known any more. */
  readonly text: string | null;
  readonly picture: PictureView | null;
  /** Why a device that came with it was not taken in, the last time. */
  readonly refusal: ErrorReply | null;
};

/** `POST /api/enrol/code`: as it was typed or scanned. */
export type EnrolCodeRequest = { readonly code: string };

/**
 * Adding a device at this till: `GET /api/enrol`, and what every other address below it answers when it was done.
 * One that was refused is an error as everywhere.
 */
export type EnrolView = {
  readonly branches: readonly { readonly id: string; readonly name: string }[];
  readonly ownBranchId: string;
  /** That devices have already. */
  readonly codes: readonly string[];
  /** That were made here, the newest first; to nobody but who may manage the shop. */
  readonly invitations: readonly InvitationView[];
  /** Null before the first. */
  readonly window: EnrolWindowView | null;
};

export type EnrolWindowView = {
  readonly plan: EnrolRequest;
  /** Where the new device finds this one, as it is typed there. */
  readonly addresses: readonly string[];
  readonly state:
    | {
        readonly step: 'open';
        readonly leftMs: number;
        readonly triesLeft: number;
        /** Addresses of the devices that show a code and wait. */
        readonly waiting: readonly string[];
      }
    | { readonly step: 'stating' }
    /** `papers`: whether it has told that it has all it needs; `linked`: it is a device now and linked. */
    | { readonly step: 'joined'; readonly papers: 'sent' | 'taken' | 'lost'; readonly linked: boolean }
    | { readonly step: 'shut'; readonly refusal: ErrorReply };
};
