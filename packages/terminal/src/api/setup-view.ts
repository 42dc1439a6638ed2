/** First run (`till --data EMPTY_DIR`): `GET /api/setup` gives the choices, `POST /api/setup` makes the shop. */
export type SetupChoices = {
  readonly countries: readonly {
    readonly country: string;
    readonly name: string;
    readonly currency: string;
    readonly zones: readonly string[];
    readonly pricesIncludeTax: boolean;
    readonly taxes: readonly { readonly id: string; readonly name: string; readonly ratePpm: number }[];
    readonly rounding: string;
    readonly sources: readonly string[];
  }[];
};
export type SetupRequest = {
  readonly organisation: string;
  readonly branch: string;
  readonly tillCode: string;
  readonly country: string;
  readonly zone: string;
  readonly ownerName: string;
  readonly ownerPin: string;
};
/** Where there is a shop already: 409 `ALREADY-SET-UP`. A request while another makes one waits for how that ends. */
export type SetupReply =
  | { readonly ok: true; readonly recoverySheet: string }
  | {
      readonly ok: false;
      readonly rejection: {
        readonly code: string;
        readonly message: string;
        readonly nextStep: string;
        readonly at?: string;
      };
    };

/**
 * `GET /api/setup/sheet`: the recovery sheet again, for whoever made the shop (the page, or a script by its
 * own token), until `POST /api/setup/kept` or the end of this start; null for anybody else and ever after.
 * It is in the host's memory only.
 */
export type RecoverySheetView = {
  readonly organisation: string;
  readonly branch: string;
  readonly tillCode: string;
  /** The key in groups, as it is typed in again one day. */
  readonly recoverySheet: string;
};
