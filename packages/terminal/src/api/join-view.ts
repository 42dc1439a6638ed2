import type { ErrorReply } from './view.ts';

/**
 * `POST /api/join`: where the other device takes new ones in, the port left out where it is the usual one; or an
 * invitation, the whole line.
 */
export type JoinRequest = { readonly address: string };

/** A text as a picture that a scanner reads: an SVG path in a square of this size. */
export type PictureView = { readonly size: number; readonly path: string };

export type JoinedPlaceView = {
  readonly shop: string;
  readonly branch: string | null;
  readonly code: string;
};

/**
 * A till with an empty folder on its way into a shop: `GET /api/join`, and what `POST /api/join`, `/stop`,
 * `/confirm` and `/done` below it answer. Null on a till that did not join in this start, and after `done`.
 */
export type JoinView = {
  readonly state:
    | { readonly step: 'blank'; readonly refusal: ErrorReply | null }
    | { readonly step: 'dialling'; readonly address: string }
    /** By an invitation: at the relay, until the till of this code is there, or what else is in the way has passed. */
    | {
        readonly step: 'waiting';
        readonly address: string;
        readonly admin: string;
        readonly passing: ErrorReply | null;
      }
    | {
        readonly step: 'code';
        readonly address: string;
        readonly code: string;
        /** For the scanner of the other device. */
        readonly picture: PictureView;
        readonly triesLeft: number | null;
      }
    | { readonly step: 'found'; readonly place: JoinedPlaceView }
    | {
        readonly step: 'joined';
        readonly place: JoinedPlaceView;
        /** That came so far, and that the other device had. */
        readonly products: { readonly here: number; readonly expected: number };
        readonly linked: boolean;
      };
  /** Devices on this network that take new ones in at this moment. */
  readonly found: readonly string[];
};
