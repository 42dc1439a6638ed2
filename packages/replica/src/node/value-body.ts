import {
  type CatalogChange,
  parse,
  productCore,
  type ProductCore,
  productPrice,
  productStatus,
  type Shape,
  type Wire,
} from '@tillmesh/model';

/** Version of every body below; a changed body is a new version beside the old. */
export const VALUE_VERSION = 1;

/** An aspect as read from a value's subject and body. */
export type Aspect =
  | { readonly aspect: 'core'; readonly core: ProductCore }
  | { readonly aspect: 'price'; readonly priceListId: string; readonly priceMinor: number }
  | { readonly aspect: 'status'; readonly active: boolean };

type Unread = { readonly status: 'invalid' } | { readonly status: 'not-understood' };
export type AspectRead = { readonly status: 'valid'; readonly aspect: Aspect } | Unread;

const INVALID: Unread = { status: 'invalid' };
const NOT_UNDERSTOOD: Unread = { status: 'not-understood' };

const PRODUCT = /^([0-9a-f]{32})\//;
const ASPECT = /^[0-9a-f]{32}\/(core|status|price\/([0-9a-z-]{1,64}))$/;

/** The product that a catalogue value's subject names, whatever the aspect; null when it names none. */
export const productOfSubject = (subject: string): string | null => PRODUCT.exec(subject)?.[1] ?? null;

/** The key of a catalogue value, and its body. */
export const catalogValue = (change: CatalogChange): { readonly subject: string; readonly body: Wire } => {
  switch (change.aspect) {
    case 'core':
      return { subject: `${change.productId}/core`, body: productCore.encode(change.core) };
    case 'price':
      return {
        subject: `${change.productId}/price/${change.priceListId}`,
        body: productPrice.encode(change.price),
      };
    case 'status':
      return { subject: `${change.productId}/status`, body: productStatus.encode(change.status) };
  }
};

const decodeWith = <T>(shape: Shape<T>, body: Wire, make: (value: T) => Aspect): AspectRead => {
  const read = parse(() => shape.decode(body, 'value'));
  return read.ok ? { status: 'valid', aspect: make(read.value) } : INVALID;
};

/** Reads a catalogue value's body by its subject; an aspect or version of later is not understood. */
export const readAspect = (subject: string, version: number, body: Wire): AspectRead => {
  const [, aspect, priceListId = ''] = ASPECT.exec(subject) ?? [];
  if (aspect === undefined || version > VALUE_VERSION) return NOT_UNDERSTOOD;
  if (aspect === 'core') return decodeWith(productCore, body, (core) => ({ aspect, core }));
  if (aspect === 'status') return decodeWith(productStatus, body, ({ active }) => ({ aspect, active }));
  return decodeWith(productPrice, body, ({ priceMinor }) => ({ aspect: 'price', priceListId, priceMinor }));
};
