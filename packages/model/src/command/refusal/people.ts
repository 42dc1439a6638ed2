/** Refusals that concern people, rights and approvals: what happened, that nothing was lost, what to do next. */
export const PEOPLE_REJECTIONS = {
  'NOT-SIGNED-IN': ['Nobody is signed in at this till.', 'Nothing was changed. Sign in with your PIN.'],
  'STAFF-UNKNOWN': [
    'This person is not known or no longer works here.',
    'Nothing was changed. Choose a name from the list.',
  ],
  'PIN-WRONG': [
    'The PIN is not right.',
    'Nothing was changed. Try again; after five wrong tries the person is locked.',
  ],
  'PIN-LOCKED': [
    'This person is locked after five wrong PINs.',
    'Nothing was changed. An owner can set a new PIN.',
  ],
  'PIN-TOO-SIMPLE': ['A PIN has 4 to 12 digits.', 'Nothing was changed. Choose another PIN.'],
  'RIGHT-MISSING': [
    'You may not do this.',
    'Nothing was changed. Ask somebody who may to approve it, or to sign in.',
  ],
  'DEVICE-RIGHT-MISSING': [
    'This till may change neither people nor how the shop counts.',
    'Nothing was changed. Do it at a till that the owner made an admin device.',
  ],
  'DEVICE-KEYS-MISSING': [
    'This device does not hold every data key that the new one needs.',
    'Nothing was changed. Add it at an admin device of that branch, or make its folder from files.',
  ],
  'LIMIT-EXCEEDED': [
    'This is more than you may do.',
    'Nothing was changed. Ask somebody with a higher limit to approve it.',
  ],
  'APPROVER-SAME': [
    'Nobody approves what they ask for themselves.',
    'Nothing was changed. Ask somebody else.',
  ],
  'APPROVER-RIGHT-MISSING': [
    'This person may not approve it either.',
    'Nothing was changed. Ask somebody with a higher limit.',
  ],
  'APPROVAL-UNKNOWN': [
    'No open request of yours covers this.',
    'Nothing was changed. Ask for approval again.',
  ],
  'APPROVAL-PENDING': [
    'Nobody has answered yet.',
    'Nothing was changed. Wait for the answer, or let a supervisor enter a PIN here.',
  ],
  'ROLE-UNKNOWN': ['There is no such role.', 'Nothing was changed. Choose a role from the list.'],
  'TRAINING-MODE': [
    'This till is in training, where nothing counts.',
    'Nothing was changed. End the training first.',
  ],
  'TRAINING-NOT-STARTED': [
    'This till is not in training.',
    'Nothing was changed. Go on: what you sell counts already.',
  ],
  'APPROVAL-REFUSED': ['This was not approved.', 'Nothing was changed. Go on without it, or ask again.'],
} as const;
