import { field, record } from '../schema/record.ts';
import { id, type Id } from '../schema/scalar.ts';
import { type Parsed, parse, ShapeError } from '../schema/shape.ts';
import { readUnion, type UnionOf } from '../schema/union.ts';
import { pin } from './shape/basic.ts';
import { BASKET_COMMANDS } from './shape/basket-command.ts';
import { DEVICE_COMMANDS } from './shape/device-command.ts';
import { FISCAL_COMMANDS } from './shape/fiscal-command.ts';
import { PAYMENT_COMMANDS } from './shape/payment-command.ts';
import { PEOPLE_COMMANDS } from './shape/people-command.ts';
import { SALE_COMMANDS } from './shape/sale-command.ts';
import { SHIFT_COMMANDS } from './shape/shift-command.ts';
import { SHOP_COMMANDS } from './shape/shop-command.ts';

/**
 * Everything a person or a program can ask of a till, as plain data. The screen, the replay, the
 * simulator and the tests drive this same union. Integer keys are unused for now (commands do not
 * go into the ledger) but number the fields in order.
 */
export const COMMANDS = {
  ...PEOPLE_COMMANDS,
  ...SHIFT_COMMANDS,
  ...BASKET_COMMANDS,
  ...PAYMENT_COMMANDS,
  ...SALE_COMMANDS,
  ...FISCAL_COMMANDS,
  ...SHOP_COMMANDS,
  ...DEVICE_COMMANDS,
} as const;

export type CommandBody = UnionOf<typeof COMMANDS>;
export type CommandKind = CommandBody['kind'];

/** Who allows, once, what the person signed in may not: by PIN here, or by an answer to an earlier request. */
const approvalByPin = record({ staffId: field(1, id<'staff'>()), pin: field(2, pin) });
const approvalByRequest = record({ requestId: field(1, id<'approval'>()) });
export type ApprovalAsk =
  | { readonly staffId: Id<'staff'>; readonly pin: string }
  | { readonly requestId: Id<'approval'> };

/** A command with its id: the same id twice gives the same answer and one effect. */
export type Command = CommandBody & { readonly id: Id<'command'>; readonly approval?: ApprovalAsk };
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>;

const commandId = id<'command'>();

const readApproval = (json: unknown): ApprovalAsk =>
  typeof json === 'object' && json !== null && Object.hasOwn(json, 'requestId')
    ? approvalByRequest.read(json, 'command.approval')
    : approvalByPin.read(json, 'command.approval');

/** Reads a command from parsed JSON; what does not fit is named by place. */
export const readCommand = (json: unknown): Parsed<Command> =>
  parse(() => {
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      throw new ShapeError('command', 'an object');
    const { id: rawId, approval, ...body } = json as Record<string, unknown>;
    const read = readUnion(COMMANDS, body, 'command');
    const named = { ...read, id: commandId.read(rawId, 'command.id') };
    return approval === undefined ? named : { ...named, approval: readApproval(approval) };
  });
