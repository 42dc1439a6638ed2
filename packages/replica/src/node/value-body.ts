import {
  type CatalogChange,
  field,
  integer,
  parse,
  productCore,
  type ProductCore,
  productPrice,
  productStatus,
  record,
  type Shape,
  type ShapeOf,
  type Wire,
} from '@tillmesh/model';

/** Version of every body below; a changed body is a new version beside the old. */
export const VALUE_VERSION = 1;

/** What a stock slot says: growing totals in thousandths and the sequence at which they stand. */
export const slotBody = record({
  inMilli: field(1, integer(0)),
  outMilli: field(2, integer(0)),
  sequence: field(3, integer(1)),
});
export type SlotBody = ShapeOf<typeof slotBody>;

/** An aspect as read from a value's subject and body. */
export type Aspect =
  | { readonly aspect: 'core'; readonly core: ProductCore }
  | { readonly aspect: 'price'; readonly priceListId: string; readonly priceMinor: number }
  | { readonly aspect: 'status'; readonly active: boolean };

export type AspectRead = { readonly productId: string } & (
  | { readonly ok: true; readonly aspect: Aspect }
  | { readonly ok: false; readonly understood: boolean }
);

const SUBJECT = /^([0-9a-f]{32})\/(core|status|price\/([0-9a-z-]{1,64}))$/;

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

const decodeWith = <T>(shape: Shape<T>, body: Wire, make: (value: T) => Aspect): Aspect | null => {
  const read = parse(() => shape.decode(body, 'value'));
  return read.ok ? make(read.value) : null;
};

/** Reads a catalogue value's body by its subject; null for a subject that names no product. */
export const readAspect = (subject: string, version: number, body: Wire): AspectRead | null => {
  const match = SUBJECT.exec(subject);
  const productId = match?.[1] ?? /^([0-9a-f]{32})\//.exec(subject)?.[1];
  if (productId === undefined) return null;
  if (match === null || version > VALUE_VERSION) return { productId, ok: false, understood: false };
  const aspect =
    match[2] === 'core'
      ? decodeWith(productCore, body, (core) => ({ aspect: 'core', core }))
      : match[2] === 'status'
        ? decodeWith(productStatus, body, ({ active }) => ({ aspect: 'status', active }))
        : decodeWith(productPrice, body, ({ priceMinor }) => ({
            aspect: 'price',
            priceListId: match[3] ?? '',
            priceMinor,
          }));
  return aspect === null ? { productId, ok: false, understood: true } : { productId, ok: true, aspect };
};

export const readSlot = (body: Wire): SlotBody | null => {
  const read = parse(() => slotBody.decode(body, 'slot'));
  return read.ok ? read.value : null;
};
