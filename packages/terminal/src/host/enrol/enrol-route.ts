import type { Desk } from '../api/desk.ts';
import { ok, refused, type Reply } from '../api/reply.ts';
import type { Refusal } from '../api/api-error.ts';

const answered = ({ enrol }: Desk, refusal: Refusal | null): Reply =>
  refusal === null ? ok(enrol.view()) : refused(refusal);

/** `GET /api/enrol` */
export const showEnrolment = (desk: Desk): Reply => ok(desk.enrol.view());
/** `POST /api/enrol` */
export const openEnrolment = async (desk: Desk, body: unknown): Promise<Reply> =>
  answered(desk, await desk.enrol.open(body));
/** `POST /api/enrol/code` */
export const typeEnrolmentCode = async (desk: Desk, body: unknown): Promise<Reply> =>
  answered(desk, await desk.enrol.typed(body));
/** `POST /api/enrol/invite` */
export const makeInvitation = async (desk: Desk, body: unknown): Promise<Reply> =>
  answered(desk, await desk.enrol.invite(body));
/** `POST /api/enrol/uninvite` */
export const cancelInvitation = async (desk: Desk, body: unknown): Promise<Reply> =>
  answered(desk, await desk.enrol.uninvite(body));
/** `POST /api/enrol/stop` */
export const stopEnrolment = (desk: Desk): Reply => answered(desk, desk.enrol.stop());
