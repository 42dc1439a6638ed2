import { productPrice } from '@tillmesh/model';
import { readOrganisationFile } from '@tillmesh/replica';
import { catalogRef, readDeviceFolder } from '@tillmesh/replica/port';
import { openRegistry } from '../../../packages/replica/src/statement/registry.ts';
import { readValueHeader, signValue, valueHash } from '../../../packages/replica/src/value/value.ts';
import type { RawLink } from './raw-till.ts';

type Bucket = Record<string, Uint8Array>;

/** Where the document holds a price of the product. */
const priceIn = (draft: Record<string, unknown>, productId: string) => {
  for (const bucket of Object.values(draft) as Bucket[]) {
    const key = Object.keys(bucket).find((each) => each.startsWith(`${productId}/price/`));
    if (key !== undefined) return { bucket, key, bytes: Uint8Array.from(bucket[key] ?? []) };
  }
  throw new Error('the document has no price of this product yet');
};

/** Signs another price with the keys of the folder and puts it over the one that stands, asking nobody. */
export const cheapen = (
  link: RawLink,
  folder: string,
  productId: string,
  priceMinor: number,
): Promise<void> => {
  const { keys } = readDeviceFolder(folder, { kind: 'file' });
  const { organisationId, statements } = readOrganisationFile(folder);
  const reader = { recipient: keys.deviceId, agreePrivate: keys.agreePrivate };
  const { dataKeys } = openRegistry(statements, organisationId, reader);
  return link.spoil(catalogRef(productId), (draft) => {
    const { bucket, key, bytes } = priceIn(draft, productId);
    const standing = readValueHeader(bytes);
    if (!standing.ok) throw new Error(standing.reason);
    const { clock, dataKeyId } = standing.value;
    const dataKey = dataKeys.get(Buffer.from(dataKeyId).toString('hex'));
    if (dataKey === undefined) throw new Error('the till has no key of the organisation');
    bucket[key] = signValue(
      {
        subject: key,
        parents: [valueHash(bytes)],
        clock: { utcMs: clock.utcMs + 1_000, counter: 0 },
        staffId: null,
        version: 2,
        body: productPrice.encode({ steps: [{ fromMilli: 1, priceMinor }] }),
      },
      keys,
      dataKey,
    );
  });
};
