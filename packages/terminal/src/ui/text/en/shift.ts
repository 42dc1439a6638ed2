/** Signing in, opening and closing a shift. */
export const shift = {
  signIn: {
    title: 'Who is at the till?',
    names: 'Names',
    pinFor: (name: string) => `PIN of ${name}`,
    choose: 'Choose your name, then type your PIN.',
    pad: 'PIN pad',
    go: 'Sign in',
  },

  open: {
    title: 'Open the shift',
    lead: 'Count the money in the drawer before the first sale.',
    float: 'Opening float',
    go: 'Open shift',
  },

  close: {
    title: 'Close the shift',
    lead: 'Count all the money in the drawer, the float included.',
    counted: 'Counted cash',
    expected: 'Expected in the drawer',
    float: 'Float',
    sales: (count: number) => (count === 1 ? '1 sale' : `${count} sales`),
    refunds: (count: number) => (count === 1 ? '1 refund' : `${count} refunds`),
    variance: 'Difference',
    over: 'more than expected',
    short: 'less than expected',
    even: 'exactly right',
    waiting: 'Type what you counted',
    basketOpen: 'A basket is still open. Finish it or cancel it before closing the shift.',
    go: 'Close shift',
    zTitle: (label: string) => `Z report ${label}`,
    zLead: 'The shift is closed.',
  },
};
