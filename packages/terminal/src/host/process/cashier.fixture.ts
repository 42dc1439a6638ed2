import type { Answer } from '@tillmesh/model';
import type { CommandReply, ErrorReply, ImportReport } from '../../api/view.ts';
import { type Answered, type CASHIER, OWNER, type TestTill } from './till.fixture.ts';

/** Three products: by barcode with stock, without tax, and without a barcode. */
export const CSV = [
  'sku,barcode,name,price,tax,category,stock',
  'A1,4006381333931,Heart T-light holder,2.55,standard,Home,40',
  'A2,5012345678900,Oat biscuits,1.20,zero,Food,12',
  'A3,,Chutney,3.00,,Food,',
].join('\n');

export const codeOf = ({ body }: Answered<unknown>): string => (body as ErrorReply).code;

export const okOf = (replies: readonly CommandReply[]): readonly Answer[] =>
  replies.map((reply) => {
    if (!reply.ok) throw new Error(reply.rejection.code);
    return reply.answer;
  });

export const signIn = (
  till: TestTill,
  who: typeof OWNER | typeof CASHIER = OWNER,
): Promise<readonly CommandReply[]> =>
  till.run({ kind: 'session.sign-in', staffId: till.staffId(who.name), pin: who.pin });

export const importCsv = (till: TestTill, csv: string): Promise<Answered<ImportReport>> =>
  till.ask('POST', '/api/import', { csv });

/** Owner signed in, products imported, shift open with a float of 100.00. */
export const openShop = async (till: TestTill): Promise<void> => {
  okOf(await signIn(till));
  await importCsv(till, CSV);
  okOf(await till.run({ kind: 'shift.open', floatMinor: 10_000 }));
};

/** Sells two of A1 and one of A2, 6.30 together, for 10.00 in cash. */
export const sell = async (till: TestTill): Promise<{ readonly saleId: string; readonly label: string }> => {
  const answers = okOf(
    await till.run(
      { kind: 'basket.add', code: '4006381333931', quantityMilli: 2_000 },
      { kind: 'basket.add', code: 'A2' },
      { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 },
    ),
  );
  const paid = answers.at(-1);
  if (paid?.kind !== 'paid' || paid.saleId === null || paid.label === null) throw new Error('not paid');
  return { saleId: paid.saleId, label: paid.label };
};
