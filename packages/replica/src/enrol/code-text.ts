import { isIP } from 'node:net';
import type { PeerAddress } from '../link/peer.ts';
import { ENROL_PORT } from './enrol-port.ts';
import { CODE_DIGITS } from './transcript.ts';

const DIGITS = new RegExp(`^\\d{${CODE_DIGITS}}$`);
const SCANNED = /^TILLMESH:JOIN:(\d+):.*$/i;

/** An address as it is typed: an IPv6 one in brackets, one behind a proxy as that of a web page. */
export const addressText = ({ host, port, url }: PeerAddress): string =>
  url ?? `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

/** What the picture on the new device says: its code, and at which address it asks to join. */
export const codePicture = (code: string, address: string): string =>
  `TILLMESH:JOIN:${code}:${address}`.toUpperCase();

/** The code in what a person typed, or a scanner read; null when there is none. */
export const codeIn = (text: string): string | null => {
  const plain = text.trim();
  const code = (SCANNED.exec(plain)?.[1] ?? plain).replaceAll(/[\s-]/g, '');
  return DIGITS.test(code) ? code : null;
};

/** An address as a person types it, the port of enrolment left out or not; null when it is none. */
export const enrolAddress = (text: string): PeerAddress | null => {
  const plain = text.trim();
  if (isIP(plain) === 6) return { host: plain, port: ENROL_PORT };
  const match = /^(?:\[([0-9a-fA-F:]+(?:%[\w.-]+)?)\]|([\w.-]{1,253}))(?::(\d{1,5}))?$/.exec(plain);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? ENROL_PORT : Number(match[3]);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
};
