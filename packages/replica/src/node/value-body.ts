import {
  type CatalogChange,
  parse,
  type PriceStep,
  productCore,
  type ProductCore,
  productCost,
  productPrice,
  productPriceV1,
  productSelling,
  productStatus,
  type Shape,
  type Wire,
} from '@tillmesh/model';
import { fromHex, toHex, utf8 } from '../cbor/bytes.ts';

/** An aspect as read from a value's subject and body, in its newest form. */
export type Aspect =
  | { readonly aspect: 'core'; readonly core: ProductCore }
  | { readonly aspect: 'price'; readonly priceListId: string; readonly steps: readonly PriceStep[] }
  | { readonly aspect: 'status'; readonly active: boolean }
  | { readonly aspect: 'cost'; readonly currency: string; readonly costMinor: number }
  | { readonly aspect: 'selling'; readonly openPrice: boolean };
type AspectName = Aspect['aspect'];

/** The version that each aspect's body is written in; a changed body is a new version beside the old. */
const NEWEST = { core: 1, price: 2, status: 1, cost: 1, selling: 1 } as const satisfies Record<
  AspectName,
  number
>;

type Unread = { readonly status: 'invalid' } | { readonly status: 'not-understood' };
export type AspectRead = { readonly status: 'valid'; readonly aspect: Aspect } | Unread;

const INVALID: Unread = { status: 'invalid' };
const NOT_UNDERSTOOD: Unread = { status: 'not-understood' };

const PRODUCT = /^([0-9a-f]{32})\//;
const ASPECT =
  /^[0-9a-f]{32}\/(?:(core|status|selling)|(price)\/([0-9a-z-]{1,64}|~(?:[0-9a-f]{2}){1,96})|(cost)\/([a-z]{3}))$/;
const PLAIN_LIST = /^[0-9a-z-]+$/;

/** The product that a catalogue value's subject names, whatever the aspect; null when it names none. */
export const productOfSubject = (subject: string): string | null => PRODUCT.exec(subject)?.[1] ?? null;

/** A price list as a subject names it: by its id, in hexadecimal where that has other characters. */
const listInSubject = (id: string): string => (PLAIN_LIST.test(id) ? id : `~${toHex(utf8(id))}`);
const listOfSubject = (named: string): string =>
  named.startsWith('~') ? new TextDecoder().decode(fromHex(named.slice(1))) : named;

type Written = { readonly subject: string; readonly version: number; readonly body: Wire };

const aspectName = (change: CatalogChange): string => {
  switch (change.aspect) {
    case 'price':
      return `price/${listInSubject(change.priceListId)}`;
    case 'cost':
      return `cost/${change.currency.toLowerCase()}`;
    default:
      return change.aspect;
  }
};

const bodyOf = (change: CatalogChange): Wire => {
  switch (change.aspect) {
    case 'core':
      return productCore.encode(change.core);
    case 'price':
      return productPrice.encode(change.price);
    case 'status':
      return productStatus.encode(change.status);
    case 'cost':
      return productCost.encode(change.cost);
    case 'selling':
      return productSelling.encode(change.selling);
  }
};

/** The key under which a catalogue value stands. */
export const subjectOf = (change: CatalogChange): string => `${change.productId}/${aspectName(change)}`;

/** A change as the content of a catalogue value. */
export const catalogValue = (change: CatalogChange): Written => ({
  subject: subjectOf(change),
  version: NEWEST[change.aspect],
  body: bodyOf(change),
});

/** What a change says of a product, as a reader of its value understands it. */
export const aspectOf = (change: CatalogChange): Aspect => {
  switch (change.aspect) {
    case 'core':
      return { aspect: 'core', core: change.core };
    case 'price':
      return { aspect: 'price', priceListId: change.priceListId, steps: change.price.steps };
    case 'status':
      return { aspect: 'status', active: change.status.active };
    case 'cost':
      return { aspect: 'cost', currency: change.currency, costMinor: change.cost.costMinor };
    case 'selling':
      return { aspect: 'selling', openPrice: change.selling.openPrice };
  }
};

const decodeWith = <T>(shape: Shape<T>, body: Wire, make: (value: T) => Aspect): AspectRead => {
  const read = parse(() => shape.decode(body, 'value'));
  return read.ok ? { status: 'valid', aspect: make(read.value) } : INVALID;
};

const readPrice = (priceListId: string, version: number, body: Wire): AspectRead =>
  version === 1
    ? decodeWith(productPriceV1, body, ({ priceMinor }) => ({
        aspect: 'price',
        priceListId,
        steps: [{ fromMilli: 1, priceMinor }],
      }))
    : decodeWith(productPrice, body, ({ steps }) => ({ aspect: 'price', priceListId, steps }));

const readPlain = (aspect: 'core' | 'status' | 'selling', body: Wire): AspectRead => {
  switch (aspect) {
    case 'core':
      return decodeWith(productCore, body, (core) => ({ aspect, core }));
    case 'status':
      return decodeWith(productStatus, body, ({ active }) => ({ aspect, active }));
    case 'selling':
      return decodeWith(productSelling, body, ({ openPrice }) => ({ aspect, openPrice }));
  }
};

/** Which part of a product a subject is about; null for one that this version does not know. */
export const partOfSubject = (
  subject: string,
): { readonly aspect: AspectName; readonly of: string } | null => {
  const [, plain, price, list = '', cost, currency = ''] = ASPECT.exec(subject) ?? [];
  if (price !== undefined) return { aspect: 'price', of: listOfSubject(list) };
  if (cost !== undefined) return { aspect: 'cost', of: currency.toUpperCase() };
  return plain === undefined ? null : { aspect: plain as AspectName, of: '' };
};

/** Reads a catalogue value's body by its subject; an aspect or version of later is not understood. */
export const readAspect = (subject: string, version: number, body: Wire): AspectRead => {
  const [, plain, price, list = '', cost, currency = ''] = ASPECT.exec(subject) ?? [];
  const aspect = (plain ?? price ?? cost) as AspectName | undefined;
  if (aspect === undefined || version > NEWEST[aspect]) return NOT_UNDERSTOOD;
  switch (aspect) {
    case 'price': {
      const priceListId = listOfSubject(list);
      // Under a second name of one list there would be two winners.
      return listInSubject(priceListId) === list ? readPrice(priceListId, version, body) : INVALID;
    }
    case 'cost':
      return decodeWith(productCost, body, ({ costMinor }) => ({
        aspect,
        currency: currency.toUpperCase(),
        costMinor,
      }));
    default:
      return readPlain(aspect, body);
  }
};
