/** A refusal as the screen shows it: of a command, or of the API itself. */
export type Refusal = {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
  readonly at?: string;
};

/** What a request came to. `unanswered`: nobody can say whether it was done, so it is asked again. */
export type Reply<T> =
  | { readonly status: 'answered'; readonly value: T }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  | { readonly status: 'unanswered' };

/** Reads the host's `{ code, message, nextStep, at? }`; null when it is something else. */
export const readRefusal = (json: unknown): Refusal | null => {
  if (typeof json !== 'object' || json === null) return null;
  const { code, message, nextStep, at } = json as Record<string, unknown>;
  if (typeof code !== 'string' || typeof message !== 'string' || typeof nextStep !== 'string') return null;
  return typeof at === 'string' ? { code, message, nextStep, at } : { code, message, nextStep };
};
