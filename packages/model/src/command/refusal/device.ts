/** Refusals that concern devices: what happened, that nothing was lost, what to do next. */
export const DEVICE_REJECTIONS = {
  'DEVICE-UNKNOWN': [
    'This shop has no such device.',
    'Nothing was changed. Look at the list of devices again.',
  ],
  'DEVICE-OWN': [
    'A till does not take itself off.',
    'Nothing was changed. Do it at another admin device, or with the recovery sheet.',
  ],
  'DEVICE-ABOVE': [
    'This till is part of the shop only because that device is.',
    'Nothing was changed. Whoever has the recovery sheet can take it off.',
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
} as const;
