import type { ErrorReply } from './view.ts';

/** `POST /api/join`: where the other device takes new ones in, the port left out where it is the usual one. */
export type JoinRequest = { readonly address: string };

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
    | {
        readonly step: 'code';
        readonly address: string;
        readonly code: string;
        /** The code as a picture that a scanner reads at the other device: an SVG path in a square of this size. */
        readonly picture: { readonly size: number; readonly path: string };
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
