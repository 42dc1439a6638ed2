import type { TLSSocket } from 'node:tls';
import type { RawData } from 'ws';
import type { Member } from './member-proof.ts';
import type { AllowedPeer, PeerAddress } from './peer.ts';

/** A device's own key and certificate, PEM. */
export type TlsIdentity = { key: string; cert: string };

/**
 * What the other end of a connection proved: `keyHash` is the SHA-256 of its public key (SPKI, DER) in hexadecimal,
 * null if it showed none. `from`: its address, for people.
 */
export type PeerProof =
  | { readonly keyHash: string; readonly validToMs: number; readonly from: string }
  | { readonly keyHash: null; readonly from: string };

/** An open way to a device that proved its key: what a link uses of a WebSocket. */
export type LinkSocket = {
  /** Bytes given to it and not yet taken by the network. */
  readonly bufferedAmount: number;
  readonly isPaused: boolean;
  readonly readyState: number;
  readonly CLOSING: number;
  on: {
    (event: 'message', listener: (data: RawData, isBinary: boolean) => void): unknown;
    /** A pong says what the ping said that it answers. */
    (event: 'ping' | 'pong', listener: (data: Uint8Array) => void): unknown;
    (event: 'error', listener: (error: Error) => void): unknown;
    (event: 'close', listener: (code: number) => void): unknown;
  };
  once: (event: 'close', listener: () => void) => unknown;
  send: (frame: Uint8Array, sent?: () => void) => void;
  ping: (data?: string) => void;
  pause: () => void;
  resume: () => void;
  close: (code: number, reason: string) => void;
  terminate: () => void;
};

export type DialOptions = {
  address: PeerAddress;
  tls: TlsIdentity;
  greetingMs: number;
  /** Who it is and whether to go on, by what it proved; null: the connection ends before anything is asked of it. */
  admit: (proof: PeerProof) => AllowedPeer | null;
  onOpen: (socket: LinkSocket, peer: AllowedPeer) => void;
  /** With what this device proves itself where TLS shows no keys; left out: it cannot. */
  member?: Member | undefined;
  /** Once, instead of `onOpen`. `refusedBy`: the device was the right one and turned us away. */
  onFailed: (cause: string, refusedBy: AllowedPeer | null) => void;
};

export type ListenerOptions = {
  address: PeerAddress;
  tls: TlsIdentity;
  /** From the first byte to the upgrade. */
  greetingMs: number;
  /** False: whoever connects is turned away before the handshake. */
  isOpen: () => boolean;
  /** Who it is and whether to go on, by what it proved; null: the connection ends here, without an answer. */
  admit: (proof: PeerProof) => AllowedPeer | null;
  /** Whether a device with this key may link, without anybody being told that it was asked. */
  lists?: (keyHash: string) => boolean;
  /** With what this device proves itself behind a proxy; left out: it is not reached so. */
  member?: Member | undefined;
  /** `meant`: the organisation that it says it dials for, see `ORGANISATION_HEADER`; null: it says none. */
  onSocket: (socket: LinkSocket, peer: AllowedPeer, meant?: string | null) => void;
  /**
   * Somebody asked TLS for the door of those who are invited (see `DOOR_PROTOCOL`), whatever key it shows; `admitted`:
   * it may stay longer than strangers may. Left out: there is no such door here.
   */
  onVisitor?: ((socket: TLSSocket, admitted: () => void) => void) | undefined;
  /** A connection could not be taken, such as for want of file handles; others go on. */
  onTrouble: (reason: string) => void;
};

export type Listener = { port: number; close: () => Promise<void> };

/** How devices reach one another: real sockets with TLS, or a network that is made up (in the simulator). */
export type Transport = {
  /** One attempt to reach the device at an address. Returns what breaks it off, after which nothing is called. */
  dial: (options: DialOptions) => () => void;
  /** Waits for devices that dial. Throws a Fault when the port cannot be had. */
  listen: (options: ListenerOptions) => Promise<Listener>;
};
