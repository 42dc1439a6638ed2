import type { TillNode } from '@tillmesh/replica';
import type { DevicesView } from '../../api/device-view.ts';
import type { ImportReport, ImportRequest } from '../../api/view.ts';
import type { BackupDesk } from '../backup/backup-desk.ts';
import type { EnrolDesk } from '../enrol/enrol-desk.ts';
import type { FiscalDesk } from '../fiscal/fiscal-desk.ts';
import type { BranchBoard } from '../live/branch-board.ts';
import type { OwnerSheetDesk } from '../owner/owner-sheet-desk.ts';
import type { LiveFeed } from '../live/live-feed.ts';
import type { Refusal } from './api-error.ts';

/** A till that is set up and open, with what the host keeps around its node. */
export type Desk = {
  readonly node: TillNode;
  readonly feed: LiveFeed;
  readonly fiscal: FiscalDesk;
  readonly backup: BackupDesk;
  readonly board: BranchBoard;
  readonly devices: () => DevicesView;
  readonly enrol: EnrolDesk;
  readonly ownerSheet: OwnerSheetDesk;
  readonly execute: TillNode['execute'];
  readonly importProducts: (request: ImportRequest) => Promise<ImportReport | Refusal>;
  readonly switchLinks: (on: boolean) => void;
  /** Null when the clock is the machine's own. */
  readonly setClock: ((utcMs: number) => void) | null;
  readonly nowMs: () => number;
};

/** What a request may find: nothing set up yet, or an open till. */
export type Premises = { readonly desk: () => Desk | null };
