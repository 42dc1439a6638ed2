/** Refusals that concern devices: what happened, that nothing was lost, what to do next. */
export const DEVICE_REJECTIONS = {
  'DEVICE-UNKNOWN': [
    'This shop has no such device.',
    'Nothing was changed. Look at the list of devices again.',
  ],
  'DEVICE-OWN': [
    'A till does not take itself off, nor decide what it may do.',
    'Nothing was changed. Do it at another admin device, or with the recovery sheet.',
  ],
  'DEVICE-ABOVE': [
    'This till is part of the shop only because that device is.',
    'Nothing was changed. Whoever has the recovery sheet can do it.',
  ],
  'DEVICE-ELSEWHERE': [
    'This till holds no sales of that till, which is of another branch: taken off here, all of them would stand in no figure until somebody admits them.',
    'Nothing was changed. Do it at a till of that branch, or say that its sales are to be set aside.',
  ],
  'DEVICE-OFF-ALREADY': [
    'This device is off already.',
    'Nothing was changed. To let more of its sales count, admit them.',
  ],
  'DEVICE-NOT-OFF': [
    'This device is not off: there is no cut to move.',
    'Nothing was changed. Look at the list of devices again.',
  ],
  'RECORD-NOT-HELD': [
    'This till does not hold such a record of that device.',
    'Nothing was changed. Link it to a device that does, or name an earlier record.',
  ],
  'DEVICE-STILL-OFF': [
    'This device is off: it gets no rights.',
    'Nothing was changed. Put it back with the recovery sheet first.',
  ],
  'CATALOG-RIGHT-SO-ALREADY': [
    'So it stands already: what this device may do with products and prices would not change.',
    'Nothing was changed. Look at the list of devices again.',
  ],
  'CATALOG-NOT-HELD': [
    'This till has joined and has not got all products and prices yet: taken here, the right would take those of that device off every shelf.',
    'Nothing was changed. Wait until this till has been linked to another and holds the products, or do it at a till that does.',
  ],
  'CATALOG-RIGHT-MISSING': [
    'This till may not edit products and prices: an admin device, or the owner, has taken that right from it.',
    'Nothing was changed. Do it at another till, or have the right given back at an admin device or with the recovery sheet.',
  ],
  'DEVICE-CODE-TAKEN': [
    'Another device has this code.',
    'Nothing was changed. Choose a code that no device has, such as the next number.',
  ],
  'DEVICE-CODE-UNFIT': [
    'A till’s code is a capital letter and up to five capital letters or digits, such as H2; that of another device has at most eight letters or digits.',
    'Nothing was changed. Enter another code.',
  ],
  'DEVICE-PLACE-UNFIT': [
    'A till belongs to a branch, a relay and a reporter to the whole organisation.',
    'Nothing was changed. Choose the branch of a till, and none for the others.',
  ],
  'DEVICE-TAKEN-OFF': [
    'This device was taken off.',
    'Nothing was changed. Begin on it with an empty folder: it then joins as another device.',
  ],
  'INVITATION-KIND-UNFIT': [
    'A relay is not invited: an invitation goes through one.',
    'Nothing was changed. Add it with “Take a device in”, on one network with an admin device.',
  ],
  'INVITATION-THERE': [
    'An invitation for this code is open already.',
    'Nothing was changed. Cancel that one first, or choose another code.',
  ],
  'INVITATIONS-MANY': [
    'Sixteen invitations are open at this till.',
    'Nothing was changed. Cancel one that nobody needs any more.',
  ],
  'INVITATION-UNKNOWN': [
    'This till has made no such invitation, or it is so old that it was forgotten.',
    'Nothing was changed. Make a new one.',
  ],
  'INVITATION-USED': [
    'This invitation was used by another device.',
    'Nothing was changed. Make a new one for each device. If nobody of yours used it, take off the device that did.',
  ],
  'INVITATION-CANCELLED': [
    'This invitation was cancelled.',
    'Nothing was changed. Ask who sent it for a new one.',
  ],
  'INVITATION-OVER': [
    'The time of this invitation has passed.',
    'Nothing was changed. Ask who sent it for a new one.',
  ],
  'OWNER-KEY-UNFIT': [
    'This key cannot be named: it is the one of a device, or the one with which this shop began.',
    'Nothing was changed. Make a new recovery sheet and name its key.',
  ],
  'OWNER-KEY-TAKEN-OFF': [
    'This owner key was taken off.',
    'Nothing was changed. Make a new recovery sheet and name its key.',
  ],
  'OWNER-KEY-UNPROVEN': [
    'Nothing here shows that somebody holds this owner key: no admin device that counts has named it.',
    'Nothing was changed. Confirm one that this till lists, or make a new recovery sheet.',
  ],
  'OWNER-KEY-NAMED-ALREADY': [
    'This till has named this owner key already.',
    'Nothing was changed. The other admin devices have to confirm it.',
  ],
  'DEVICE-LISTED-ELSEWHERE': [
    'This device is listed already, as another kind or at another branch.',
    'Nothing was changed. Let it join in its old place, or begin on it with an empty folder.',
  ],
} as const;
