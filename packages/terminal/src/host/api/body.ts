import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { refuse } from './api-error.ts';
import { isType, readJson } from './json-body.ts';
import { refused, send } from './reply.ts';

const MEGABYTE = 1_000_000;
/** 200 commands, or one with 1,000 lines, are well below. */
export const COMMAND_BYTES = 2 * MEGABYTE;
/** A list of 100,000 products. */
export const IMPORT_BYTES = 20 * MEGABYTE;

const EMPTY = new Uint8Array();
/** What the body reader left: nothing at all for a request without a body. */
export const bytesOf = (body: unknown): Uint8Array => (body instanceof Uint8Array ? body : EMPTY);

/** Takes bodies of these types only, unpacked and up to `limit` bytes, as bytes. */
export const takeBytes = (types: readonly string[], limit: number): RequestHandler[] => [
  (request, response, next) => {
    // A simple form of another page can send text/plain without asking first; nothing of it is read.
    if (types.some((type) => isType(request.headers['content-type'], type))) next();
    else send(response, refused(refuse('CONTENT-TYPE-REFUSED')));
  },
  express.raw({ type: () => true, limit, inflate: false }),
];

/** Replaces the bytes of the body by what they say. */
const parseJson: RequestHandler = (request, response, next) => {
  const read = readJson(bytesOf(request.body));
  if (!read.ok) {
    send(response, refused(read.refusal));
    return;
  }
  request.body = read.value;
  next();
};

export const takeJson = (limit: number): RequestHandler[] => [
  ...takeBytes(['application/json'], limit),
  parseJson,
];

/** What Express and its body reader throw for a request that is not as it should be. */
const isHttpError = (error: unknown): error is Error & { readonly status: number; readonly type?: string } =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;

/** Answers for a body that could not be read, or an address with a broken escape. */
export const answerUnreadable: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (!isHttpError(error)) {
    next(error);
    return;
  }
  // What was not read would be taken for the next request.
  response.setHeader('connection', 'close');
  if (error.type === 'entity.too.large') send(response, refused(refuse('BODY-TOO-LARGE')));
  else if (error.type === 'encoding.unsupported') send(response, refused(refuse('CONTENT-ENCODING-REFUSED')));
  else send(response, refused(refuse('REQUEST-MALFORMED')));
};
