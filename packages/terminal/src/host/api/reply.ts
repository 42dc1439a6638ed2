import { Fault } from '@tillmesh/replica';
import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '@tillmesh/replica/process/log';
import { type Refusal, refuse } from './api-error.ts';

/** What a route answers: JSON, or a text of its own type. */
export type Reply =
  | { readonly status: number; readonly json: unknown }
  | { readonly status: number; readonly type: 'html' | 'text'; readonly text: string };

/** Who asks: the till's own page, or a script that could read the token file. */
export type Caller = 'page' | 'machine';
export type Handler = (request: Request, caller: Caller) => Reply | Promise<Reply>;

export const ok = (json: unknown): Reply => ({ status: 200, json });
export const refused = ({ status, reply }: Refusal): Reply => ({ status, json: reply });

/** A device that failed says so itself; anything else thrown is a bug, told to the log and not to the caller. */
export const refusalOf = (error: unknown, log: Log, route: string): Refusal => {
  log.error('request-failed', error, { route });
  if (error instanceof Fault) {
    const { code, message, nextStep } = error;
    return { status: 503, reply: { code, message, nextStep } };
  }
  return refuse('INTERNAL');
};

export const send = (response: Response, reply: Reply): void => {
  response.status(reply.status);
  // What was asked with a token may be shown, never kept.
  response.setHeader('cache-control', 'no-store');
  if ('json' in reply) response.json(reply.json);
  else response.type(reply.type).send(reply.text);
};

const callerOf = (response: Response): Caller =>
  response.locals['caller'] === 'machine' ? 'machine' : 'page';

/** Makes a route of a handler. The log names the route's pattern, not the address, which may hold what was searched. */
export const answer =
  (handler: Handler, log: Log): RequestHandler =>
  async (request, response) => {
    const route = typeof request.route === 'object' ? String((request.route as { path: unknown }).path) : '';
    let reply: Reply;
    try {
      reply = await handler(request, callerOf(response));
    } catch (error) {
      reply = refused(refusalOf(error, log, route));
    }
    send(response, reply);
  };
