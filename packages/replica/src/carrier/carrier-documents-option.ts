import type { Holder } from '../document/access.ts';
import type { CarriedObject } from '../document/document-ref.ts';
import type { CarrierConfig, CarrierOutput } from './carrier-port.ts';
import type { DocumentRest } from './document-rest.ts';
import type { RepoHost } from './repo-host.ts';

export type CarrierDocumentsOptions = {
  config: CarrierConfig;
  host: RepoHost;
  soon: (run: () => void) => void;
  emit: (output: CarrierOutput) => void;
  onPanic: (error: unknown) => void;
  /** Objects that a document holds and did not before. `from`: who gave them; null: this device. */
  onNews: (documentId: string, objects: readonly CarriedObject[], from: string | null) => void;
  /** Statements that the registry document holds: all when it is opened, and then what is new. */
  onStated: (statements: readonly CarriedObject[]) => void;
  /** Documents that are not opened until `reopen`; of them nothing is said: the owner was told why. */
  closed: Set<string>;
  /** Loads documents on need; null: every document is loaded at once. */
  rest: DocumentRest | null;
  /** What a device may hold; null: it may not link. */
  holderOf: (deviceId: string) => Holder | null;
  /** Whether the link to a device is wide enough for a document. */
  lets: (deviceId: string, documentId: string) => boolean;
};
