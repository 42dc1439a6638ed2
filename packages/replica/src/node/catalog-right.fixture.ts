import { productCore, productPrice } from '@tillmesh/model';
import { readDeviceFolder } from '../key/device-folder.ts';
import type { Author } from '../till/author.fixture.ts';
import { drained, type Opened, type TestChain, until } from '../till/chain.fixture.ts';
import { valueHash } from '../value/value.ts';
import { catalogRef } from './document-map.ts';
import type { Carried, HandCarrier } from './hand-carrier.fixture.ts';
import type { ShopNode } from './node-port.ts';

export type ByHand = Opened & { readonly carrier: HandCarrier };

export const TEA = 'aa'.repeat(16);

export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** All that came was looked at, and what counts otherwise since was worked out, committed and told. */
export const settled = async (node: ShopNode): Promise<void> => {
  await turn();
  await drained(node);
  await until(node, () => node.status().counts.unweighed === 0);
  for (let turns = 0; turns < 3; turns += 1) await turn();
};

export const told = async ({ node, carrier }: ByHand, ...objects: readonly Carried[]): Promise<void> => {
  carrier.deliver(objects);
  await settled(node);
};

export const idOf = (chain: TestChain, code: string): string =>
  readDeviceFolder(chain.folderOf(code), { kind: 'file' }).keys.deviceId;

export const hashOf = ({ object }: Carried): Uint8Array => valueHash(object.bytes);

type Written = { readonly utcMs: number; readonly parents?: readonly Carried[]; readonly id?: string };

const at = (made: Carried, id: string): Carried => ({ ...made, ref: catalogRef(id) });

/** What a program that asks nobody would sign. */
export const named = (author: Author, name: string, { utcMs, parents = [], id = TEA }: Written): Carried =>
  at(
    author.value(
      `${id}/core`,
      productCore.encode({
        sku: id.slice(0, 8),
        name,
        codes: [id.slice(0, 12)],
        unit: 'piece',
        taxClass: 'standard',
        category: '',
      }),
      { clock: { utcMs, counter: 0 }, parents: parents.map(hashOf) },
    ),
    id,
  );

export const priced = (
  author: Author,
  priceMinor: number,
  { utcMs, parents = [], id = TEA }: Written,
): Carried =>
  at(
    author.value(`${id}/price/standard-gbp`, productPrice.encode({ steps: [{ fromMilli: 1, priceMinor }] }), {
      clock: { utcMs, counter: 0 },
      parents: parents.map(hashOf),
      version: 2,
    }),
    id,
  );
