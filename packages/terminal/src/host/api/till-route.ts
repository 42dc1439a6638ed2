import type { ClockRequest, CommandReply, LinksRequest, ProductHit } from '../../api/view.ts';
import { sessionView } from '../live/shop-view.ts';
import { type Refusal, refuse } from './api-error.ts';
import type { Desk } from './desk.ts';
import { type Caller, ok, refused, type Reply } from './reply.ts';

/** At most so many commands in one request. */
const MAX_COMMANDS = 200;

type Ran =
  | { readonly ok: true; readonly results: readonly CommandReply[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** What the body holds is judged by the node, one result for each in order. */
export const runCommands = async (desk: Desk, body: unknown): Promise<Ran> => {
  if (!Array.isArray(body))
    return { ok: false, refusal: refuse('BODY-UNEXPECTED', 'body', 'The body is not a list of commands.') };
  if (body.length > MAX_COMMANDS) return { ok: false, refusal: refuse('COMMANDS-TOO-MANY', 'body') };
  return { ok: true, results: await desk.execute(body) };
};

/** `POST /api/commands` */
export const postCommands = async (desk: Desk, body: unknown): Promise<Reply> => {
  const ran = await runCommands(desk, body);
  return ran.ok ? ok(ran.results) : refused(ran.refusal);
};

export const listProducts = (
  { node }: Desk,
  search: string | undefined,
  offset: number,
  limit: number,
): Reply => {
  const products = search === undefined ? node.products(offset, limit) : node.search(search, limit);
  return ok(products.map((product): ProductHit => ({ ...product, stockMilli: node.stockOf(product.id) })));
};

const hasField = <N extends string>(body: unknown, name: N): body is Record<N, unknown> =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, name);

const isLinksRequest = (body: unknown): body is LinksRequest =>
  hasField(body, 'on') && typeof body.on === 'boolean';

/** Far enough for any shop, and no year that a date cannot be written in. */
const MAX_UTC_MS = Date.UTC(9999, 0, 1);
const isClockRequest = (body: unknown): body is ClockRequest =>
  hasField(body, 'utcMs') &&
  typeof body.utcMs === 'number' &&
  Number.isSafeInteger(body.utcMs) &&
  body.utcMs >= 0 &&
  body.utcMs < MAX_UTC_MS;

const mayManage = ({ node }: Desk): boolean => sessionView(node)?.rights.includes('manage-staff') === true;

/** A replay's script may too, with nobody signed in. */
export const switchLinks = (desk: Desk, body: unknown, caller: Caller): Reply => {
  const replayed = desk.setClock !== null && caller === 'machine';
  if (!isLinksRequest(body)) return refused(refuse('BODY-UNEXPECTED', 'body.on'));
  if (!replayed && !mayManage(desk)) return refused(refuse('RIGHT-MISSING'));
  desk.switchLinks(body.on);
  return ok({ on: body.on });
};

export const setClock = (desk: Desk, body: unknown, caller: Caller): Reply => {
  if (desk.setClock === null || caller !== 'machine') return refused(refuse('CLOCK-NOT-INJECTED'));
  if (!isClockRequest(body)) return refused(refuse('BODY-UNEXPECTED', 'body.utcMs'));
  desk.setClock(body.utcMs);
  return ok({ utcMs: desk.nowMs() });
};
