import type { Log } from '@tillmesh/replica/process/log';
import { bearerOf } from '@tillmesh/replica/process/token';
import express, { type RequestHandler, type Router } from 'express';
import type { SetupReply } from '../../api/setup-view.ts';
import type { HealthView } from '../../api/view.ts';
import { showDocument } from '../receipt/document-route.ts';
import {
  cancelInvitation,
  makeInvitation,
  openEnrolment,
  showEnrolment,
  stopEnrolment,
  typeEnrolmentCode,
} from '../enrol/enrol-route.ts';
import { readImportRequest } from '../import/import-request.ts';
import type { JoinDesk } from '../join/join-desk.ts';
import { joinHandlers } from '../join/join-route.ts';
import {
  keepOwnerSheet,
  makeOwnerSheet,
  showOwnerSheet,
  stopOwnerSheet,
} from '../owner/owner-sheet-route.ts';
import type { SetUpShop } from '../setup/set-up-shop.ts';
import { refuse } from './api-error.ts';
import { answerUnreadable, bytesOf, COMMAND_BYTES, IMPORT_BYTES, takeBytes, takeJson } from './body.ts';
import type { Desk, Premises } from './desk.ts';
import { queryNumber, queryText } from './query.ts';
import { answer, type Caller, type Handler, ok, refused, type Reply, send } from './reply.ts';
import { makeBackupNow, showBackup } from './backup-route.ts';
import { listDevices, meterLink } from './device-route.ts';
import { listApprovals } from './approval-route.ts';
import { liftQuarantine, listExceptions, seeExceptions } from './exception-route.ts';
import { listPayments } from './payment-route.ts';
import { listReceipts, showReceipt } from './receipt-route.ts';
import { listShifts } from './shift-route.ts';
import { showShop } from './shop-route.ts';
import { listStatements, takeStatements } from './statement-route.ts';
import { listProducts, postCommands, setClock, switchLinks } from './till-route.ts';
import { holderOf, type Tokens } from './token.ts';

export type ApiPorts = {
  readonly premises: Premises;
  readonly tokens: Tokens;
  readonly log: Log;
  readonly version: string;
  readonly setup: SetUpShop;
  readonly join: JoinDesk;
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

/** A path parameter; Express gives text for each that the pattern names. */
const parameter = (request: express.Request, name: string): string => {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
};

const shopReply = (desk: Desk, request: express.Request): Reply => {
  const branch = queryText(request, 'branch');
  return branch === null ? refused(refuse('QUERY-UNEXPECTED', 'branch')) : showShop(desk, branch);
};

const documentReply = (desk: Desk, request: express.Request): Promise<Reply> | Reply => {
  const copy = queryNumber(request, 'copy', [0, 999, 0]);
  return copy === null
    ? refused(refuse('QUERY-UNEXPECTED', 'copy'))
    : showDocument(desk, parameter(request, 'file'), copy);
};

const importReply = async (desk: Desk, request: express.Request): Promise<Reply> => {
  const read = readImportRequest(request.headers['content-type'], bytesOf(request.body), request.query);
  if (!read.ok) return refused(read.refusal);
  const report = await desk.importProducts(read.value);
  return 'status' in report ? refused(report) : ok(report);
};

const setupReply = async (setup: SetUpShop, body: unknown, caller: Caller): Promise<Reply> => {
  const reply: SetupReply | null = await setup.make(body, caller);
  if (reply === null) return refused(refuse('ALREADY-SET-UP'));
  // An error of this address is an error as everywhere, besides being the reply that the screen reads.
  return reply.ok ? ok(reply) : { status: 422, json: { ...reply.rejection, ...reply } };
};

type Route = {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly take?: readonly RequestHandler[];
  readonly handler: Handler;
};
type DeskHandler = (desk: Desk, ...rest: Parameters<Handler>) => ReturnType<Handler>;

/** The first run: making a shop, or joining one. */
const firstRunRoutes = ({ premises, setup, join }: ApiPorts): readonly Route[] => {
  const take = takeJson(COMMAND_BYTES);
  const choices = () => (premises.desk() === null ? ok(setup.choices()) : refused(refuse('ALREADY-SET-UP')));
  const joins = joinHandlers(join);
  const post = (path: string, handler: Handler): Route => ({ method: 'post', path, take, handler });
  return [
    { method: 'get', path: '/setup', handler: choices },
    post('/setup', ({ body }, caller) => setupReply(setup, body, caller)),
    { method: 'get', path: '/setup/sheet', handler: (_request, caller) => ok(setup.sheet(caller)) },
    post('/setup/kept', (_request, caller) => ok(setup.kept(caller))),
    { method: 'get', path: '/join', handler: joins.show },
    post('/join', joins.begin),
    post('/join/confirm', joins.confirm),
    post('/join/stop', joins.stop),
    post('/join/done', joins.done),
  ];
};

const routesOf = (ports: ApiPorts): readonly Route[] => {
  const { premises } = ports;
  const take = takeJson(COMMAND_BYTES);
  const takeList = takeBytes(['application/json', 'text/csv'], IMPORT_BYTES);
  const atDesk =
    (handler: DeskHandler): Handler =>
    (request, caller) => {
      const desk = premises.desk();
      return desk === null ? refused(refuse('NOT-SET-UP')) : handler(desk, request, caller);
    };
  const get = (path: string, handler: DeskHandler): Route => ({
    method: 'get',
    path,
    handler: atDesk(handler),
  });
  const post = (path: string, handler: DeskHandler): Route => ({
    method: 'post',
    path,
    take,
    handler: atDesk(handler),
  });
  return [
    post('/commands', (desk, { body }) => postCommands(desk, body)),
    get('/products', productsReply),
    get('/receipts', receiptsReply),
    get('/receipts/:id', (desk, request) => showReceipt(desk, parameter(request, 'id'))),
    get('/documents/:file', documentReply),
    get('/shifts', listShifts),
    get('/approvals', listApprovals),
    get('/payments', listPayments),
    get('/shop', shopReply),
    get('/exceptions', listExceptions),
    post('/exceptions/seen', (desk, { body }) => seeExceptions(desk, body)),
    post('/exceptions/lift', (desk, { body }) => liftQuarantine(desk, body)),
    get('/devices', listDevices),
    post('/devices/metered', (desk, { body }) => meterLink(desk, body)),
    get('/owner-sheet', (desk, _request, caller) => showOwnerSheet(desk, caller)),
    post('/owner-sheet', (desk, _request, caller) => makeOwnerSheet(desk, caller)),
    post('/owner-sheet/kept', (desk, { body }, caller) => keepOwnerSheet(desk, body, caller)),
    post('/owner-sheet/stop', (desk, { body }, caller) => stopOwnerSheet(desk, body, caller)),
    get('/backup', showBackup),
    post('/backup', (desk, _request, caller) => makeBackupNow(desk, caller)),
    { ...post('/import', importReply), take: takeList },
    get('/statements', (desk, _request, caller) => listStatements(desk, caller)),
    {
      ...post('/statements', (desk, { body }, caller) => takeStatements(desk, body, caller)),
      // Values that go on counting may be listed by the ten thousands.
      take: takeJson(IMPORT_BYTES),
    },
    ...firstRunRoutes(ports),
    get('/enrol', showEnrolment),
    post('/enrol', (desk, { body }) => openEnrolment(desk, body)),
    post('/enrol/code', (desk, { body }) => typeEnrolmentCode(desk, body)),
    post('/enrol/stop', stopEnrolment),
    post('/enrol/invite', (desk, { body }) => makeInvitation(desk, body)),
    post('/enrol/uninvite', (desk, { body }) => cancelInvitation(desk, body)),
    post('/links', (desk, { body }, caller) => switchLinks(desk, body, caller)),
    post('/clock', (desk, { body }, caller) => setClock(desk, body, caller)),
  ];
};

/** Everything under `/api` but the live socket. Each address takes its own methods and no other. */
export const apiRoutes = (ports: ApiPorts): Router => {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.get(
    '/health',
    answer(() => ok(health(ports)), ports.log),
  );
  router.use(wantToken(ports.tokens));
  const routes = routesOf(ports);
  for (const { method, path, take = [], handler } of routes)
    router[method](path, ...take, answer(handler, ports.log));
  router.all(['/health', ...new Set(routes.map(({ path }) => path))], (_request, response) =>
    send(response, refused(refuse('METHOD-REFUSED'))),
  );
  router.use((_request, response) => send(response, refused(refuse('NOT-FOUND'))));
  router.use(answerUnreadable);
  return router;
};
