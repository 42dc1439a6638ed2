import { createHmac } from 'node:crypto';
import { toHex } from '../cbor/bytes.ts';
import type { DataKey } from '../key/data-key.ts';

/**
 * The id of a product by its sku: a keyed hash under the organisation's key, so that two imports of one
 * file at two tills make the same products, and nobody without the key learns a sku from an id.
 */
export const productIdOfSku = (organisationKey: DataKey, sku: string): string =>
  toHex(
    createHmac('sha256', organisationKey.key).update(`tillmesh/v1/product/${sku}`).digest().subarray(0, 16),
  );
