import express, { type RequestHandler, type Router } from 'express';
import type { HealthView, SetupReply } from '../../api/view.ts';
import { showDocument } from '../receipt/document-route.ts';
import { readImportRequest } from '../import/import-request.ts';
import type { SetUpShop } from '../setup/set-up-shop.ts';
import type { Log } from '../process/log.ts';
import { refuse } from './api-error.ts';
import { answerUnreadable, bytesOf, COMMAND_BYTES, IMPORT_BYTES, takeBytes, takeJson } from './body.ts';
import type { Desk, Premises } from './desk.ts';
import { queryNumber, queryText } from './query.ts';
import { answer, type Handler, ok, refused, type Reply, send } from './reply.ts';
import { listProducts, listReceipts, runCommands, setClock, showReceipt, switchLinks } from './till-route.ts';
import { bearerOf, holderOf, type Tokens } from './token.ts';

export type ApiPorts = {
  readonly premises: Premises;
  readonly tokens: Tokens;
  readonly log: Log;
  readonly version: string;
  readonly setup: SetUpShop;
};

const wantToken =
  (tokens: Tokens): RequestHandler =>
  (request, response, next) => {
    const token = bearerOf(request.headers.authorization);
    const caller = token === null ? null : holderOf(tokens, token);
    if (caller === null) {
      send(response, refused(refuse(token === null ? 'TOKEN-MISSING' : 'TOKEN-WRONG')));
      return;
    }
    response.locals['caller'] = caller;
    next();
  };

const health = ({ premises, version }: ApiPorts): HealthView => {
  const desk = premises.desk();
  if (desk === null)
    return { ready: true, phase: 'setup', version, deviceId: null, code: null, linkPort: null };
  const { deviceId, code } = desk.node.self;
  return { ready: true, phase: 'till', version, deviceId, code, linkPort: desk.node.status().port };
};

const productsReply = (desk: Desk, request: express.Request): Reply => {
  const search = queryText(request, 'search');
  const offset = queryNumber(request, 'offset', [0, 10_000_000, 0]);
  const limit = queryNumber(request, 'limit', [1, 200, 50]);
  if (search === null || (search ?? '').length > 200) return refused(refuse('QUERY-UNEXPECTED', 'search'));
  if (offset === null) return refused(refuse('QUERY-UNEXPECTED', 'offset'));
  if (limit === null) return refused(refuse('QUERY-UNEXPECTED', 'limit'));
  return listProducts(desk, search, offset, limit);
};

const receiptsReply = (desk: Desk, request: express.Request): Reply => {
  const limit = queryNumber(request, 'limit', [1, 200, 50]);
  return limit === null ? refused(refuse('QUERY-UNEXPECTED', 'limit')) : listReceipts(desk, limit);
};

const importReply = async (desk: Desk, request: express.Request): Promise<Reply> => {
  const read = readImportRequest(request.headers['content-type'], bytesOf(request.body), request.query);
  if (!read.ok) return refused(read.refusal);
  const report = await desk.importProducts(read.value);
  return 'status' in report ? refused(report) : ok(report);
};

const setupReply = async (setup: SetUpShop, body: unknown): Promise<Reply> => {
  const reply: SetupReply | null = await setup.make(body);
  if (reply === null) return refused(refuse('ALREADY-SET-UP'));
  // An error of this address is an error as everywhere, besides being the reply that the screen reads.
  return reply.ok ? ok(reply) : { status: 422, json: { ...reply.rejection, ...reply } };
};

/** A path parameter; Express gives text for each that the pattern names. */
const parameter = (request: express.Request, name: string): string => {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
};

/** Everything under `/api` but the live socket. Each address takes its own methods and no other. */
export const apiRoutes = (ports: ApiPorts): Router => {
  const { premises, log, setup } = ports;
  const router = express.Router({ caseSensitive: true, strict: true });
  const plain = (handler: Handler) => answer(handler, log);
  const atDesk = (handler: (desk: Desk, ...rest: Parameters<Handler>) => ReturnType<Handler>) =>
    plain((request, caller) => {
      const desk = premises.desk();
      return desk === null ? refused(refuse('NOT-SET-UP')) : handler(desk, request, caller);
    });
  const command = takeJson(COMMAND_BYTES);

  router.get(
    '/health',
    plain(() => ok(health(ports))),
  );
  router.use(wantToken(ports.tokens));
  router.post(
    '/commands',
    command,
    atDesk((desk, { body }) => runCommands(desk, body)),
  );
  router.get(
    '/products',
    atDesk((desk, request) => productsReply(desk, request)),
  );
  router.get(
    '/receipts',
    atDesk((desk, request) => receiptsReply(desk, request)),
  );
  router.get(
    '/receipts/:id',
    atDesk((desk, request) => showReceipt(desk, parameter(request, 'id'))),
  );
  router.get(
    '/documents/:file',
    atDesk((desk, request) => showDocument(desk, parameter(request, 'file'))),
  );
  router.post(
    '/import',
    takeBytes(['application/json', 'text/csv'], IMPORT_BYTES),
    atDesk((desk, request) => importReply(desk, request)),
  );
  router.get(
    '/setup',
    plain(() => (premises.desk() === null ? ok(setup.choices()) : refused(refuse('ALREADY-SET-UP')))),
  );
  router.post(
    '/setup',
    command,
    plain(({ body }) => setupReply(setup, body)),
  );
  router.post(
    '/links',
    command,
    atDesk((desk, { body }, caller) => switchLinks(desk, body, caller)),
  );
  router.post(
    '/clock',
    command,
    atDesk((desk, { body }, caller) => setClock(desk, body, caller)),
  );
  router.all(
    [
      '/health',
      '/commands',
      '/products',
      '/receipts',
      '/receipts/:id',
      '/documents/:file',
      '/import',
      '/setup',
      '/links',
      '/clock',
    ],
    (_request, response) => send(response, refused(refuse('METHOD-REFUSED'))),
  );
  router.use((_request, response) => send(response, refused(refuse('NOT-FOUND'))));
  router.use(answerUnreadable);
  return router;
};
