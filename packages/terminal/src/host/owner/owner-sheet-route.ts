import { field, parse, record, text } from '@tillmesh/model';
import { type Refusal, refuse } from '../api/api-error.ts';
import type { Desk } from '../api/desk.ts';
import { type Caller, ok, refused, type Reply } from '../api/reply.ts';

/** `GET /api/owner-sheet` */
export const showOwnerSheet = ({ ownerSheet }: Desk, caller: Caller): Reply => ok(ownerSheet.sheet(caller));
/** `POST /api/owner-sheet` */
export const makeOwnerSheet = ({ ownerSheet }: Desk, caller: Caller): Reply => {
  const made = ownerSheet.make(caller);
  return 'status' in made ? refused(made) : ok(made);
};
/** Four groups of four and the spaces between. */
const FINGERPRINT_MAX = 19;
const sheetShape = record({ fingerprint: field(1, text(FINGERPRINT_MAX, 1)) });

/** Which sheet is meant: of several windows one may show an older one. */
const withFingerprint = async (
  body: unknown,
  act: (fingerprint: string) => Refusal | null | Promise<Refusal | null>,
): Promise<Reply> => {
  const read = parse(() => sheetShape.read(body, 'body'));
  if (!read.ok)
    return refused(refuse('BODY-UNEXPECTED', read.error.at, `Here is expected: ${read.error.expected}.`));
  const refusal = await act(read.value.fingerprint);
  return refusal === null ? ok(null) : refused(refusal);
};

/** `POST /api/owner-sheet/kept` */
export const keepOwnerSheet = ({ ownerSheet }: Desk, body: unknown, caller: Caller): Promise<Reply> =>
  withFingerprint(body, (fingerprint) => ownerSheet.kept(caller, fingerprint));

/** `POST /api/owner-sheet/stop` */
export const stopOwnerSheet = ({ ownerSheet }: Desk, body: unknown, caller: Caller): Promise<Reply> =>
  withFingerprint(body, (fingerprint) => ownerSheet.stop(caller, fingerprint));
