/** What every refused request is answered with, as JSON. A code never changes. */
export type ErrorReply = {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
  /** The place at fault, where there is one. */
  readonly at?: string;
};
