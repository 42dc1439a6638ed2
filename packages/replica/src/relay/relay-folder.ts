import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { createStorageKey, hasDevice, readDeviceFolder, writeDeviceFolder } from '../key/device-folder.ts';
import { createDeviceKeys, deviceKeysOf, type DevicePublic } from '../key/device-key.ts';
import { writeDurably } from '../key/durable-file.ts';
import { toHex } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { createTlsKey } from '../key/tls-key.ts';
import type { TlsIdentity } from '../link/transport.ts';
import { writeOrganisationFile } from '../setup/organisation-file.ts';
import { foldRegistry } from '../statement/registry.ts';
import { invitationText, type RelayAcceptance } from './relay-invitation.ts';
import { openTenantBook, type Tenant, type TenantBook } from './tenant-book.ts';

const TLS_FILE = 'relay-tls.json';
/** Names of tenants are random: folder names tell nobody anything. */
const TENANT_BYTES = 8;
const SECRET_BYTES = 16;

/** Whether a folder is that of a relay for many organisations, and not one device's. */
export const isRelayFolder = (folder: string): boolean => existsSync(join(folder, TLS_FILE));

export const tenantFolder = (folder: string, tenant: string): string => join(folder, 'tenants', tenant);

/** The key with which a relay answers on its port, whatever organisation calls. */
export const relayTls = (folder: string): TlsIdentity => {
  const { key, cert } = JSON.parse(readFileSync(join(folder, TLS_FILE), 'utf8')) as TlsIdentity;
  return { key, cert };
};

/** The TLS key of the one device in a folder. Throws the Faults of `readDeviceFolder`. */
export const deviceTls = (folder: string): TlsIdentity => {
  const { keys } = readDeviceFolder(folder, { kind: 'file' });
  return { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem };
};

const prepare = (folder: string, random: RandomBytes): TlsIdentity => {
  if (hasDevice(folder)) {
    throw new Fault(
      'RELAY-FOLDER-TAKEN',
      `${folder} is the folder of one device of one organisation.`,
      'Nothing was changed. Choose another folder for a relay that serves many.',
    );
  }
  if (!isRelayFolder(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { privateKeyPem, certificatePem } = createTlsKey('relay', random);
    writeDurably(
      join(folder, TLS_FILE),
      utf8(`${JSON.stringify({ key: privateKeyPem, cert: certificatePem })}\n`),
    );
  }
  return relayTls(folder);
};

/** A device of its own for each organisation, with the relay's one TLS key. */
const makeDevice = (folder: string, tls: TlsIdentity, random: RandomBytes): DevicePublic => {
  const { signPrivate, agreePrivate } = createDeviceKeys(random);
  const keys = deviceKeysOf({
    signPrivate,
    agreePrivate,
    tlsPrivateKeyPem: tls.key,
    tlsCertificatePem: tls.cert,
  });
  writeDeviceFolder(folder, { keys, storageKey: createStorageKey(random) }, { kind: 'file' }, random);
  return keys.public;
};

export type InviteOptions = {
  readonly label: string;
  readonly addresses: readonly string[];
  readonly nowMs: number;
  readonly lifeMs: number;
  readonly random?: RandomBytes;
};

/** Makes a place for one more organisation, and the text that lets it in. The folder becomes a relay's if it is blank. */
export const invite = (folder: string, options: InviteOptions): { tenant: string; text: string } => {
  const { label, addresses, nowMs, lifeMs, random = systemRandom } = options;
  const tls = prepare(folder, random);
  const book = openTenantBook(folder);
  try {
    forgetExpired(folder, book, nowMs);
    const tenant = toHex(random(TENANT_BYTES));
    const keys = makeDevice(tenantFolder(folder, tenant), tls, random);
    const secret = random(SECRET_BYTES);
    const untilMs = nowMs + lifeMs;
    book.invite(tenant, label, sha256(secret), untilMs);
    return { tenant, text: invitationText({ keys, addresses, untilMs, secret }) };
  } finally {
    book.close();
  }
};

const refused = (code: string, message: string, nextStep: string): Fault =>
  new Fault(code, message, `Nothing was changed. ${nextStep}`);

/** Lets an organisation in that has listed this relay. Throws Faults `RELAY-INVITATION-*` and `RELAY-NOT-LISTED`. */
export const accept = (folder: string, acceptance: RelayAcceptance, nowMs: number): Tenant => {
  const book = openTenantBook(folder);
  try {
    const invited = book.invitedBy(sha256(acceptance.secret));
    if (invited === null) {
      throw refused(
        'RELAY-INVITATION-USED',
        'No invitation stands that this file answers: it was used, or its relay is another.',
        'Make another invitation.',
      );
    }
    if (invited.invitedUntilMs <= nowMs) {
      throw refused('RELAY-INVITATION-OVER', 'The time of this invitation has passed.', 'Make another one.');
    }
    const { organisationId, statements } = acceptance;
    if (book.withOrganisation(organisationId) !== null) {
      throw refused(
        'RELAY-TENANT-KNOWN',
        'This relay serves that organisation already.',
        'Remove it first if it is to begin anew.',
      );
    }
    const place = tenantFolder(folder, invited.tenant);
    const { keys } = readDeviceFolder(place, { kind: 'file' });
    const listed = foldRegistry(statements, { organisationId, dataKeys: new Map() }).devices;
    if (listed.get(keys.deviceId)?.kind !== 'relay') {
      throw refused(
        'RELAY-NOT-LISTED',
        'The organisation has not listed this relay among its devices.',
        'Ask for a file that its till wrote after it listed the relay.',
      );
    }
    writeOrganisationFile(place, { organisationId, statements });
    if (!book.admit(invited.tenant, organisationId)) {
      throw refused('RELAY-INVITATION-USED', 'This invitation was used meanwhile.', 'Make another one.');
    }
    return { ...invited, state: 'active', organisationId };
  } finally {
    book.close();
  }
};

/** Everything that was kept of an organisation goes, its keys included. */
export const erase = (folder: string, book: TenantBook, tenant: string): void => {
  rmSync(tenantFolder(folder, tenant), { recursive: true, force: true });
  book.forget(tenant);
};

/** Invitations nobody used in time, with the keys that were made for them. */
const forgetExpired = (folder: string, book: TenantBook, nowMs: number): void => {
  for (const { tenant, state, invitedUntilMs } of book.all())
    if (state === 'invited' && invitedUntilMs <= nowMs) erase(folder, book, tenant);
};
