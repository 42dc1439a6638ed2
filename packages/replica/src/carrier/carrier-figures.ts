import type { CarrierPort } from './carrier-port.ts';
import type { DocumentRest } from './document-rest.ts';
import type { RepoHost } from './repo-host.ts';

/** How much a carrier has at hand now. `unsent`: messages that wait until what they say is on the disk. */
export type CarrierFigures = { readonly documents: number; readonly loaded: number; readonly unsent: number };

/** A carrier in this process. */
export type OpenCarrier = CarrierPort & { readonly figures: () => CarrierFigures };

export const figuresOf = (
  documents: number,
  rest: DocumentRest | null,
  { unsent }: RepoHost,
): CarrierFigures => ({
  documents,
  loaded: rest?.loaded ?? documents,
  unsent,
});
