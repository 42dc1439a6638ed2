import type { Desk } from '../api/desk.ts';
import { type Caller, ok, refused, type Reply } from '../api/reply.ts';

/** `GET /api/owner-sheet` */
export const showOwnerSheet = ({ ownerSheet }: Desk, caller: Caller): Reply => ok(ownerSheet.sheet(caller));
/** `POST /api/owner-sheet` */
export const makeOwnerSheet = ({ ownerSheet }: Desk, caller: Caller): Reply => {
  const made = ownerSheet.make(caller);
  return 'status' in made ? refused(made) : ok(made);
};
/** `POST /api/owner-sheet/kept` */
export const keepOwnerSheet = async ({ ownerSheet }: Desk, caller: Caller): Promise<Reply> => {
  const refusal = await ownerSheet.kept(caller);
  return refusal === null ? ok(null) : refused(refusal);
};
/** `POST /api/owner-sheet/stop` */
export const stopOwnerSheet = ({ ownerSheet }: Desk, caller: Caller): Reply => ok(ownerSheet.stop(caller));
