import type { DeviceNameView, DocumentNameView } from '../../../api/exception-view.ts';
import { t } from '../../text/text.ts';

/** Null: nobody is named. */
export const deviceWord = (device: DeviceNameView | null): string => {
  if (device === null) return t.exceptions.nobody;
  switch (device.kind) {
    case 'till':
      return t.bar.till(device.code);
    case 'relay':
      return t.exceptions.relay;
    case 'reporter':
      return t.exceptions.reporter;
    case 'unknown':
      return t.exceptions.unknownDevice;
  }
};

/** `none`: what is said where no document is named. */
export const documentWord = (document: DocumentNameView | null, none: string): string =>
  document === null ? none : t.exceptions.document(document.kind, document.till);
