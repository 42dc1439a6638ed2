import type { ApprovalAsk, CommandBody } from '../../command/command.ts';
import { product } from '../goods.fixture.ts';
import { type Options, TestTill } from '../shop.fixture.ts';

/** Brings about a refusal, and gives its code. */
export type Way = () => string;

export const A = product(1);
export const reason = 'x';
export const one = { line: 1, quantityMilli: 1_000 };

/** What a till refuses, as it stands after some preparation. */
export const refusal =
  (
    body: CommandBody,
    prepare: (till: TestTill) => unknown = () => null,
    options: Options = {},
    approval?: ApprovalAsk,
  ): Way =>
  () => {
    const till = new TestTill(options);
    prepare(till);
    return till.refused(body, approval);
  };

/** The same, where the command names what was done before. */
export const refusalOf =
  (body: (till: TestTill) => CommandBody, options: Options = {}): Way =>
  () => {
    const till = new TestTill(options);
    return till.refused(body(till));
  };

export const scan = (till: TestTill): unknown => till.done({ kind: 'basket.add', productId: A.id });
export const sold = (till: TestTill): string => till.sell({ productId: A.id }).saleId;
/** A basket of 1.00 with 0.01 of it paid in cash. */
export const paid = (till: TestTill): unknown => {
  scan(till);
  return till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 });
};
/** A basket of 1.00 for which a card terminal is asked. */
export const asked = (till: TestTill): string => {
  scan(till);
  till.done({ kind: 'payment.request', tender: 'card', amountMinor: 100 });
  return till.last('payment.requested').payment.paymentId;
};
