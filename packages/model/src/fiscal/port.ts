import type { FactOf } from '../fact/fact.ts';
import type { Basket } from '../state/till-state.ts';

/** A document that a fiscal device signs and an authority may want: it names itself by its permanent id. */
export type FiscalDocument = FactOf<'sale.completed' | 'refund.completed' | 'sale.voided' | 'invoice.issued'>;

type Signed = FactOf<'document.signed'>;
type Delivered = FactOf<'document.delivered'>;

/** What a device made of a document: the lines of its block as they are printed, or why it failed. */
export type FiscalSignature = Pick<Signed, 'outcome' | 'block' | 'detail'>;
/** What an authority said to a document, or why it could not be asked. */
export type FiscalDelivery = Pick<Delivered, 'outcome' | 'reference' | 'detail'>;

/**
 * Where a country demands a device or an authority: an effect of the edge, of which the model knows the
 * words alone. What comes of it goes back as the commands `fiscal.signed` and `fiscal.delivered`, and so into
 * facts tied to the document. A device that fails is an outcome, never an exception: whether a sale goes on
 * without it is the branch's rule (`Branch.fiscal`), decided before anything is sold.
 */
export interface FiscalPort {
  /** Its name in facts, such as `tse`; `none` where there is no device and nothing to deliver. */
  readonly provider: string;
  /** A basket was begun; some devices open a transaction for it. False: the device failed. */
  begin(basket: Pick<Basket, 'basketId' | 'startedAtMs'>): Promise<boolean>;
  /** After the document is durable, before it is printed where that need not wait. */
  sign(document: FiscalDocument): Promise<FiscalSignature>;
  /** Later, again until it is accepted or rejected; each document is on its own. */
  deliver(document: FiscalDocument): Promise<FiscalDelivery>;
}
