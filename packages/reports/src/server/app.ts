import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { guardRequest, type Names } from '@tillmesh/replica/process/request-guard';
import { bearerOf, isSameToken } from '@tillmesh/replica/process/token';
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import type { SessionReply } from '../api/session.ts';
import type { Owner } from '../owner/sign-in.ts';
import type { Reporter } from '../process/reporter.ts';
import { readFilter } from './filter.ts';
import type { Live } from './live.ts';
import { refuse } from './refusal.ts';
import { senderOf } from './sender.ts';

export type AppInput = {
  readonly reporter: Reporter;
  readonly owner: Owner;
  readonly live: Live;
  readonly machineToken: string;
  /** Known once the port is bound. */
  readonly names: () => Names;
  /** Where the built page lies. */
  readonly pageFolder: string;
  /** Whether browsers reach this only over TLS, so that the cookie may say so. */
  readonly secureCookie: boolean;
  /** Whether the one proxy that is trusted stands in front; see `senderOf` for its duty. */
  readonly isBehindProxy: boolean;
  readonly onFault: (error: unknown) => void;
};

const COOKIE = 'tillmesh-owner';
const MAX_BODY_BYTES = 4_096;

const cookieOf = (request: Request): string | null =>
  new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1] ?? null;

/** Express 5 would see to a rejected handler too; this says so where it is read. */
const answering =
  (handle: (request: Request, response: Response, next: NextFunction) => Promise<void>): RequestHandler =>
  (request, response, next) => {
    handle(request, response, next).catch(next);
  };

const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Loopback speaks plain HTTP; a proxy that ends TLS says this for itself.
  strictTransportSecurity: false,
});

const isOwner = async (request: Request, owner: Owner): Promise<boolean> => {
  const token = cookieOf(request);
  return token !== null && (await owner.isSignedIn(token));
};

const addSession = (app: Express, { owner, secureCookie, isBehindProxy }: AppInput): void => {
  const cookie = { httpOnly: true, sameSite: 'strict', secure: secureCookie, path: '/' } as const;
  app.post(
    '/api/session',
    (request, response, next) => {
      if (request.is('application/json') === false) refuse(response, 'CONTENT-TYPE-REFUSED');
      else next();
    },
    express.json({ limit: MAX_BODY_BYTES }),
    answering(async (request, response) => {
      const body: unknown = request.body;
      const password = typeof body === 'object' && body !== null && 'password' in body ? body.password : null;
      if (typeof password !== 'string') return refuse(response, 'BODY-MALFORMED', 'password');
      const result = await owner.signIn(password, senderOf(request, isBehindProxy));
      switch (result.outcome) {
        case 'signed-in':
          response.cookie(COOKIE, result.token, cookie).status(204).end();
          return;
        case 'limited':
          response.set('retry-after', String(result.waitSeconds));
          return refuse(response, 'TOO-MANY-TRIES');
        case 'not-set':
          return refuse(response, 'PASSWORD-NOT-SET');
        case 'wrong':
          return refuse(response, 'PASSWORD-WRONG');
      }
    }),
  );
  app.get(
    '/api/session',
    answering(async (request, response) => {
      const reply: SessionReply = { signedIn: await isOwner(request, owner) };
      response.json(reply);
    }),
  );
  app.delete('/api/session', (request, response) => {
    const token = cookieOf(request);
    if (token !== null) owner.signOut(token);
    response.clearCookie(COOKIE, cookie).status(204).end();
  });
};

/** A script that could read the token's file. */
const isMachine = (request: Request, machineToken: string): boolean => {
  const given = bearerOf(request.headers.authorization);
  return given !== null && isSameToken(given, machineToken);
};

const addFigures = (app: Express, { reporter, owner, live, machineToken }: AppInput): void => {
  const signedIn = answering(async (request, response, next) => {
    const machine = isMachine(request, machineToken);
    if (machine || (await isOwner(request, owner))) next();
    else refuse(response, 'SIGN-IN-NEEDED');
  });
  app.get(
    '/api/totals',
    signedIn,
    answering(async (request, response) => {
      const result = readFilter(new URL(request.url, 'http://localhost').searchParams);
      if (!result.ok) return refuse(response, 'FILTER-MALFORMED', result.at);
      response.json(await reporter.report(result.filter));
    }),
  );
  app.get(
    '/api/today',
    signedIn,
    answering(async (_request, response) => {
      response.json(await reporter.today());
    }),
  );
  app.get(
    '/api/live',
    signedIn,
    answering(async (request, response) => {
      const machine = isMachine(request, machineToken);
      const attached = live.attach(response, async () => machine || (await isOwner(request, owner)));
      if (!attached) return refuse(response, 'TOO-MANY-PAGES');
      await live.push(await reporter.today());
    }),
  );
};

const addPage = (app: Express, { pageFolder }: AppInput): void => {
  const index = join(pageFolder, 'index.html');
  app.use(express.static(pageFolder, { index: 'index.html', dotfiles: 'ignore', redirect: false }));
  app.get('/', (_request, response) => {
    if (existsSync(index)) response.sendFile(index);
    else refuse(response, 'PAGE-NOT-BUILT');
  });
};

/** What body parsing throws on bodies that people can send. */
const bodyFault = (error: unknown): 'BODY-TOO-LARGE' | 'BODY-MALFORMED' | null => {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return 'BODY-TOO-LARGE';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'BODY-MALFORMED' : null;
};

/** The reporter's HTTP interface: health for anybody, figures for the owner and for scripts of this machine. */
export const createApp = (input: AppInput): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.use((request, response, next) => {
    const fault = guardRequest(request, input.names());
    if (fault === null) next();
    else refuse(response, fault);
  });
  app.use(headers);
  app.use('/api', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  app.get('/api/health', (_request, response) => {
    response.json(input.reporter.health());
  });
  addSession(app, input);
  addFigures(app, input);
  addPage(app, input);
  app.use((_request, response) => refuse(response, 'NOT-FOUND'));
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const fault = bodyFault(error);
    if (fault === null) input.onFault(error);
    refuse(response, fault ?? 'INTERNAL');
  });
  return app;
};
