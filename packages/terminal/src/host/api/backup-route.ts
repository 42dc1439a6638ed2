import { sessionView } from '../live/shop-view.ts';
import { refuse, refuseBy } from './api-error.ts';
import type { Desk } from './desk.ts';
import { type Caller, ok, refused, type Reply } from './reply.ts';

export const showBackup = ({ backup }: Desk): Reply => ok(backup.view());

/** Whoever may change the shop, and a script of the till's own user, who could run the command as well. */
export const makeBackupNow = async ({ node, backup }: Desk, caller: Caller): Promise<Reply> => {
  const may = caller === 'machine' || sessionView(node)?.rights.includes('manage-shop') === true;
  if (!may) return refused(refuse('RIGHT-MISSING'));
  const result = await backup.make();
  if (result === null) return refused(refuse('BACKUP-NO-FOLDER'));
  return result.ok ? ok(backup.view()) : refused(refuseBy(result.failure));
};
