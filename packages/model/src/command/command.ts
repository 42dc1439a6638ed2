import { productCore, productId } from '../catalog/product.ts';
import { STOCK_REASONS, saleId, TENDERS } from '../fact/fact.ts';
import { amountMinor, MAX_LINES, movementMilli, sharePpm } from '../money/bound.ts';
import { ROLES } from '../people/right.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { flag, id, type Id, integer, text, word } from '../schema/scalar.ts';
import { type Parsed, parse, ShapeError } from '../schema/shape.ts';
import { readUnion, type UnionOf } from '../schema/union.ts';

/**
 * Everything a person or a program can ask of a till, as plain data. The screen, the replay, the
 * simulator and the tests drive this same union. Integer keys are unused for now (commands do not
 * go into the ledger) but number the fields in order.
 */
const line = integer(1, 1_000_000);
/**
 * Quantities, reasons and PINs are read widely here, so that `decide` can refuse them with a code that
 * says what is wrong; what goes into a fact is bounded by the fact's own shape.
 */
const quantity = integer();
const reason = text(120);
const pin = text(64);

export const COMMANDS = {
  'session.sign-in': record({ staffId: field(1, id<'staff'>()), pin: field(2, pin) }),
  'session.sign-out': record({}),
  'shift.open': record({ floatMinor: field(1, amountMinor) }),
  'shift.close': record({ countedMinor: field(1, amountMinor) }),
  /** By code (what a scanner types) or by product. Starts a basket when there is none. */
  'basket.add': record({
    code: optional(1, text(64, 1)),
    productId: optional(2, productId),
    quantityMilli: optional(3, quantity),
  }),
  'basket.set-quantity': record({ line: field(1, line), quantityMilli: field(2, quantity) }),
  /** Share or amount; neither takes the discount away. */
  'basket.discount': record({
    line: field(1, line),
    sharePpm: optional(2, sharePpm),
    amountMinor: optional(3, amountMinor),
    reason: optional(4, reason),
  }),
  'basket.override-price': record({
    line: field(1, line),
    unitPriceMinor: field(2, amountMinor),
    reason: field(3, reason),
  }),
  'basket.void-line': record({ line: field(1, line), reason: field(2, reason) }),
  'basket.cancel': record({ reason: field(1, reason) }),
  'payment.take': record({ tender: field(1, word(...TENDERS)), tenderedMinor: field(2, amountMinor) }),
  'payment.return': record({ paymentId: field(1, id<'payment'>()), reason: field(2, reason) }),
  'refund.with-receipt': record({
    saleId: field(1, saleId),
    lines: field(2, list(record({ line: field(1, line), quantityMilli: field(2, quantity) }), MAX_LINES)),
    restock: field(3, flag),
    reason: field(4, reason),
  }),
  'refund.without-receipt': record({
    lines: field(
      1,
      list(
        record({
          productId: optional(1, productId),
          code: optional(2, text(64, 1)),
          quantityMilli: field(3, quantity),
          unitPriceMinor: field(4, amountMinor),
        }),
        MAX_LINES,
      ),
    ),
    restock: field(2, flag),
    reason: field(3, reason),
  }),
  'stock.move': record({
    reason: field(1, word(...STOCK_REASONS)),
    lines: field(
      2,
      list(record({ productId: field(1, productId), quantityMilli: field(2, movementMilli) }), MAX_LINES),
    ),
    note: field(3, text(120)),
  }),
  /** Products as they should stand; only what differs is written. `stockMilli` is an opening level. */
  'catalog.put': record({
    products: field(
      1,
      list(
        record({
          productId: field(1, productId),
          core: field(2, productCore),
          priceMinor: optional(3, amountMinor),
          openingStockMilli: optional(4, movementMilli),
        }),
        100_000,
      ),
    ),
  }),
  'staff.put': record({
    staffId: optional(1, id<'staff'>()),
    name: field(2, text(80, 1)),
    role: field(3, word(...ROLES)),
    pin: optional(4, pin),
    active: field(5, flag),
  }),
} as const;

export type CommandBody = UnionOf<typeof COMMANDS>;
export type CommandKind = CommandBody['kind'];
/** A command with its id: the same id twice gives the same answer and one effect. */
export type Command = CommandBody & { readonly id: Id<'command'> };
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>;

const commandId = id<'command'>();

/** Reads a command from parsed JSON; what does not fit is named by place. */
export const readCommand = (json: unknown): Parsed<Command> =>
  parse(() => {
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      throw new ShapeError('command', 'an object');
    const { id: rawId, ...body } = json as Record<string, unknown>;
    return { id: commandId.read(rawId, 'command.id'), ...readUnion(COMMANDS, body, 'command') };
  });
