import { type Handler, ok, refused, type Reply } from '../api/reply.ts';
import type { Refusal } from '../api/api-error.ts';
import type { JoinDesk } from './join-desk.ts';

const answered = (join: JoinDesk, refusal: Refusal | null): Reply =>
  refusal === null ? ok(join.view()) : refused(refusal);

/** What is asked under `/api/join`, by its address. */
export const joinHandlers = (join: JoinDesk) =>
  ({
    show: () => ok(join.view()),
    begin: ({ body }) => answered(join, join.begin(body)),
    confirm: () => answered(join, join.confirm()),
    stop: () => {
      join.stop();
      return ok(join.view());
    },
    done: () => {
      join.done();
      return ok(join.view());
    },
  }) satisfies Record<string, Handler>;
