/** `GET /api/session`: whether whoever asks is signed in, so that a page need not provoke a refusal. */
export type SessionReply = { readonly signedIn: boolean };
