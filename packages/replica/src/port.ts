/** For whoever runs devices in a world of their own, as the simulator does: the ports, and what is run behind them. */
export type { CarrierInput, CarrierOutput } from './carrier/carrier-port.ts';
export { createCarrier } from './carrier/carrier.ts';
export { type CarrierPorts, processPorts } from './carrier/carrier-ports.ts';
export type { DiskHook, OpenedDatabase } from './database/disk-hook.ts';
export type { AllowedPeer } from './link/peer.ts';
export { DEFAULT_TIMING } from './link/timers.ts';
export type { DialOptions, Listener, ListenerOptions, LinkSocket, Transport } from './link/transport.ts';
export { documentIdOf } from './document/document-id.ts';
export type { DocumentRef } from './document/document-ref.ts';
export { genesisOf } from './document/genesis.ts';
export { readDeviceFolder } from './key/device-folder.ts';
export { tlsTransport } from './link/tls-transport.ts';
export { decodeMessage, encodeJoin, encodeRepoMessage } from './link/wire-message.ts';
export { catalogRef, ledgerRef, registryRef } from './node/document-map.ts';
export { readHeldRegistry } from './owner/held-registry.ts';
export { createRegistryCache, openRegistry } from './statement/registry.ts';
export type { Cut } from './statement/registry-state.ts';
export { readStatement } from './statement/statement.ts';
