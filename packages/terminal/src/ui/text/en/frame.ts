/** What stands around every screen, and words that many screens use. */
export const frame = {
  common: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    print: 'Print',
    more: 'Show more',
    erase: 'Erase',
    clear: 'Clear',
    pad: 'Number pad',
    reason: 'Reason',
    ownReason: 'Or in your own words',
    kg: 'kg',
    amountFault: 'Type an amount such as 12.50.',
    quantityFault: 'Type a number such as 3.',
  },

  mark: {
    demo: { name: 'DEMO', text: 'Practice shop: nothing here is a real sale' },
    training: { name: 'TRAINING', text: 'Nothing sold now counts' },
    replay: { name: 'REPLAY', text: 'Past trade played again: nothing here is a real sale' },
  },

  host: {
    starting: 'Starting this till…',
    away: 'This till’s own program does not answer.',
    awayNext: 'Trying again by itself. Nothing typed or taken is lost; leave this page open.',
    tryAgain: 'Wait a moment and try again: what is typed stays here.',
  },

  bar: {
    till: (code: string) => `Till ${code}`,
    shift: (shift: number) => `Shift ${shift}`,
    since: (time: string) => `since ${time}`,
    noShift: 'No shift open',
    returns: 'Returns',
    menu: 'Menu',
    signedIn: (name: string) => `Signed in: ${name}`,
    health: 'Health of the shop',
    arrival: (till: string, amount: string, time: string) => `${till} sold ${amount} at ${time}`,
  },

  menu: {
    title: 'Menu',
    sell: 'Sell',
    receipts: 'Receipts',
    returns: 'Returns',
    products: 'Products',
    staff: 'Staff',
    exceptions: 'Exceptions',
    devices: 'Devices',
    backup: 'Backup',
    addDevice: 'Add a device',
    closeShift: 'Close shift',
    signOut: 'Sign out',
  },
};
