import { type CarriedObject, type DocumentRef, refName } from './document-ref.ts';
import { isKey } from './layout.ts';
import { shapeOf } from './shape.ts';

/** An object is an entry, a statement or a value: small. */
const OBJECT_MAX_BYTES = 1024 * 1024;

/** Why an object of this device's own cannot be put into a document, or null. */
export const objectProblem = (
  ref: DocumentRef,
  { key, bytes }: CarriedObject,
): { readonly code: string; readonly message: string } | null => {
  const isKeyed = shapeOf(ref.kind).form === 'map';
  if (isKeyed ? key === undefined || !isKey(key) : key !== undefined)
    return { code: 'OBJECT-KEY-INVALID', message: `An object of ${refName(ref)} has no usable key.` };
  if (bytes.length === 0 || bytes.length > OBJECT_MAX_BYTES)
    return {
      code: 'OBJECT-SIZE-INVALID',
      message: `An object of ${refName(ref)} has ${bytes.length} bytes.`,
    };
  return null;
};
