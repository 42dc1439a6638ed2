/**
 * What can keep a device from joining, as people are told on either side: a code that never changes, what
 * happened and that nothing was lost, what to do next.
 */
export const ENROL_REFUSALS = {
  'ENROL-UNREACHABLE': [
    'Nobody answers at this address.',
    'Nothing was changed. Check the address on the other device’s screen, that “Add a device” is open there, and that both are on one network.',
  ],
  'ENROL-ADDRESS-MALFORMED': [
    'This is no address of a device.',
    'Nothing was changed. Type it as the other device shows it, such as 192.168.1.20:4182.',
  ],
  'ENROL-WINDOW-SHUT': [
    'The other device takes nobody in at the moment.',
    'Nothing was changed. Press “Add a device” there, then try again here.',
  ],
  'ENROL-TIME-OVER': [
    'The two minutes for adding a device are over.',
    'Nothing was changed. Press “Add a device” again, then let the new device try again.',
  ],
  'ENROL-TRIES-OVER': [
    'Three wrong codes were typed, so nobody is taken in any more.',
    'Nothing was changed. Press “Add a device” again, let the new device try again, and type the code that it shows then.',
  ],
  'ENROL-KNOCKS-OVER': [
    'Too many devices tried to join, so nobody is taken in any more.',
    'Nothing was changed. Find out what else is on this network, then press “Add a device” again.',
  ],
  'ENROL-STOPPED': [
    'Adding a device was stopped.',
    'Nothing was changed. Begin again on both devices when you are ready.',
  ],
  'ENROL-BUSY': [
    'Another device is joining at the moment.',
    'Nothing was changed. Wait until it has joined, then try again here.',
  ],
  'ENROL-KIND-WRONG': [
    'The other device is about to add a device of another kind.',
    'Nothing was changed. Press “Add a device” there and choose the kind of this one.',
  ],
  'ENROL-VERSION-DIFFERS': [
    'The two devices run versions that cannot join one another.',
    'Nothing was changed. Bring both to the same version, then begin again.',
  ],
  'ENROL-NOT-GENUINE': [
    'What came over the connection is not what an honest device sends.',
    'Nothing was changed. Somebody on this network may stand between the two devices: begin again, and if it stays, use another network.',
  ],
  'ENROL-CONNECTION-LOST': [
    'The connection between the two devices broke.',
    'Nothing is lost. Begin again on both: a device that was listed already is taken in as the same one.',
  ],
  'ENROL-NOT-STATED': [
    'The other device could not add this one; its screen says why.',
    'Nothing was changed here. Settle what its screen says, then begin again.',
  ],
  'ENROL-GRANT-WRONG': [
    'What the other device sent is no shop in which this device is listed as promised.',
    'Nothing was written. Begin again; if it stays, the other device is not to be trusted.',
  ],
  'ENROL-GRANT-TOO-LARGE': [
    'The registry of this organisation is too large to be sent while a device joins.',
    'The device is listed. Make its folder from files instead.',
  ],
  'ENROL-NOBODY': [
    'No new device has asked to join yet.',
    'No try was used. Choose “Join a shop” on the new device, then type the code that it shows.',
  ],
  'ENROL-CODE-MALFORMED': ['A code has six digits.', 'No try was used. Type the code as it is shown.'],
  'ENROL-CODE-WRONG': [
    'The new device shows another code.',
    'Nothing was changed. Read the code once more and type it again.',
  ],
  'ENROL-WINDOW-OPEN': [
    'A device is being added already.',
    'Nothing was changed. Finish that, or stop it first.',
  ],
  'ENROL-NOT-LISTENING': [
    'This till takes no links of other devices, so a new one could not reach it.',
    'Nothing was changed. Start it with --listen and an address, such as 0.0.0.0:4181.',
  ],
  'ENROL-PORT-TAKEN': [
    'No port could be opened for the new device.',
    'Nothing was changed. Look at what else runs on this machine, then try again.',
  ],
  'ENROL-INVITATION-MALFORMED': [
    'This is no invitation, or a part of it is missing.',
    'Nothing was changed. Copy the whole line that you were sent, from tillmesh-join-1 to its end.',
  ],
  'ENROL-INVITATION-KIND': [
    'This invitation is for a device of another kind.',
    'Nothing was changed. A till takes it on its first-run page, a reporter by the command join. Or ask who sent it for another.',
  ],
  'ENROL-RELAY-NONE': [
    'No relay of this shop is known here by an address that others could dial.',
    'Nothing was changed. Link this till to the relay first, or name the address at which the new device is to find it, such as relay.example:7400.',
  ],
  'ENROL-RELAY-UNREACHABLE': [
    'The relay that the invitation names does not answer.',
    'Nothing was changed. Look whether this machine is on the internet, then try again; or ask who sent the invitation whether the relay runs.',
  ],
  'ENROL-RELAY-OTHER': [
    'At the address of the relay somebody else answers.',
    'Nothing was changed and nothing was told. Ask who sent the invitation for another; if it stays, somebody stands between: use another network.',
  ],
  'ENROL-RELAY-OLD': [
    'The relay runs a version that takes no invitations.',
    'Nothing was changed. Ask whoever runs it to bring it up to date, or join on one network with an admin device.',
  ],
  'ENROL-RELAY-UNKNOWN': [
    'The relay does not serve this shop, or not the till that made the invitation.',
    'Nothing was changed. Ask who sent it for a new one.',
  ],
  'ENROL-RELAY-CROWDED': [
    'Too many devices ask the relay for this shop at the moment.',
    'Nothing was changed. Try again in a minute.',
  ],
  'ENROL-UNANSWERED': [
    'The till that made the invitation is linked to the relay and does not answer.',
    'Nothing was changed. Bring that till up to date or start it again, then try again here.',
  ],
  'INVITATION-UNKNOWN': [
    'The till that this invitation names has made none such, or has forgotten it.',
    'Nothing was changed. Ask who sent it for a new one.',
  ],
  'INVITATION-USED': [
    'This invitation was used by another device.',
    'Nothing was changed. If that was none of yours, tell the owner at once to take that device off. Ask for a new invitation.',
  ],
  'INVITATION-CANCELLED': [
    'This invitation was cancelled.',
    'Nothing was changed. Ask who sent it for a new one.',
  ],
  'INVITATION-OVER': [
    'The time of this invitation has passed.',
    'Nothing was changed. Ask who sent it for a new one.',
  ],
  'ENROL-FOLDER-TAKEN': [
    'This folder holds a device already, or something that is none.',
    'Nothing was changed. Choose an empty folder.',
  ],
} as const satisfies Record<string, readonly [string, string]>;

export type EnrolCode = keyof typeof ENROL_REFUSALS;

export type EnrolRefusal = { readonly code: string; readonly message: string; readonly nextStep: string };

export const enrolRefusal = (code: EnrolCode): EnrolRefusal => {
  const [message, nextStep] = ENROL_REFUSALS[code];
  return { code, message, nextStep };
};

export const isEnrolCode = (code: string): code is EnrolCode => Object.hasOwn(ENROL_REFUSALS, code);
