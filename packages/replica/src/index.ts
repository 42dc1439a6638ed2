export { type ArchiveDone, type HeldShop, makeArchive } from './archive/make-archive.ts';
export { importArchive } from './archive/import-archive.ts';
export { spawnBackup } from './backup/backup-child.ts';
export type { RunBackup } from './backup/backup-child.ts';
export {
  type BackupDone,
  type BackupFailure,
  type BackupState,
  readBackupState,
} from './backup/backup-state.ts';
export { failureOf, folderAway } from './backup/backup-fault.ts';
export { type BackupResult, makeBackup } from './backup/make-backup.ts';
export { isMigrationDue } from './backup/migration-due.ts';
export { type Opener, restore, type Restored } from './backup/restore.ts';
export { spawnCarrier } from './carrier/carrier-child.ts';
export type {
  CarrierConfig,
  CarrierPort,
  LinkState,
  ListenAddress,
  PeerAddress,
} from './carrier/carrier-port.ts';
export { foreignFile } from './enrol/blank-folder.ts';
export { addressText, codePicture, enrolAddress } from './enrol/code-text.ts';
export type { InvitationPlan, InvitationState } from './enrol/invitation-desk.ts';
export { isTicketText, ticketIn, type Ticket } from './enrol/invitation-text.ts';
export { ENROL_PORT } from './enrol/enrol-port.ts';
export type { EnrolmentDesk, EnrolmentPlan, EnrolmentPorts, EnrolmentState } from './enrol/enrolment-desk.ts';
export { type JoinedDevice, Joining, type JoiningState } from './enrol/joining.ts';
export { holdsCatalog } from './node/catalog-hold.ts';
export { type CountingRecords, countingRecords } from './owner/counting-record.ts';
export { type EnrolCode, type EnrolRefusal, enrolRefusal } from './enrol/refusal.ts';
export { announceWindow, type WindowWatch, watchWindows } from './enrol/window-sign.ts';
export { dnsSdLater } from './enrol/later-discovery.ts';
export { Fault } from './fault.ts';
export { hasDevice } from './key/device-folder.ts';
export { type HeldRegistry, openHeldRegistry } from './owner/held-registry.ts';
export { areCounted, isFirstSheet, type OwnerAct, ownerStatements, registryOf } from './owner/owner-act.ts';
export { createOwnerSheet, type OwnerSheet } from './owner/owner-sheet.ts';
export { stateInto } from './owner/state-into.ts';
export { readRecoverySheet } from './statement/recovery-sheet.ts';
export type { RegistryState } from './statement/registry-state.ts';
export { ROOT } from './statement/statement.ts';
export type { RootKeys } from './statement/root-key.ts';
export { openShopNode } from './node/open-shop-node.ts';
export type { NodeOptions } from './node/node-core.ts';
export type {
  Change,
  CommandResult,
  CopyState,
  DeviceOff,
  DeviceView,
  DocumentFact,
  ExceptionState,
  NodeStatus,
  OpenRequest,
  OwnerKeyView,
  Organisation,
  PositionedEntry,
  PositionedFact,
  WithheldState,
  QuarantineState,
  ReceiptSummary,
  Self,
  SeriesState,
  ShopNode,
  ShopView,
  TillNode,
  WaitingShift,
} from './node/node-port.ts';
export type { MeteredState } from './node/metered-board.ts';
export type { MeteredPlan } from './node/metered-plan.ts';
export type { Lag, PeerLag, PeerTraffic, Traffic } from './node/peer-state.ts';
export { type CarrierPool, openCarrierPool } from './pool/carrier-pool.ts';
export type { PoolFigures, TenantFigures } from './pool/pool-message.ts';
export {
  accept,
  deviceTls,
  erase,
  invite,
  isRelayFolder,
  relayTls,
  tenantFolder,
} from './relay/relay-folder.ts';
export {
  acceptanceFile,
  checkedAddress,
  readAcceptance,
  readInvitation,
  type RelayAcceptance,
  type RelayInvitation,
} from './relay/relay-invitation.ts';
export {
  DEFAULT_QUOTA,
  openTenantBook,
  type Tenant,
  type TenantBook,
  type TenantQuota,
} from './relay/tenant-book.ts';
export { openRelayNode, type RelayNode, type RelayStatus } from './relay/open-relay-node.ts';
export { admitRelay } from './setup/admit-device.ts';
export { type Chain, type ChainPlan, createChain } from './setup/chain.ts';
export type { AtRest } from './store/at-rest.ts';
export { openTillNode, type TillOptions } from './till/open-till-node.ts';
export { type ChainLink, type ChainReport, checkChain } from './entry/chain.ts';
export { readEntryHeader, verifyEntry } from './entry/entry.ts';
export { readOrganisationFile } from './setup/organisation-file.ts';
export { foldRegistry } from './statement/registry.ts';
export { NEVER_MET } from './link/link-board.ts';
