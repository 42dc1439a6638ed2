const several = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/**
 * Every text of the owner's page, in English. Another language is another file of the same shape. How
 * fresh a branch is comes from the reporter in words.
 */
export const en = {
  product: 'Tillmesh',

  mark: {
    demo: { name: 'DEMO', text: 'Practice shop: nothing here is a real sale' },
    replay: { name: 'REPLAY', text: 'Past trade played again: nothing here is a real sale' },
  },

  signIn: {
    title: 'Today’s sales',
    password: 'Password',
    enter: 'Sign in',
    away: {
      message: 'The reporter does not answer.',
      nextStep: 'Check that it runs, then try again.',
    },
  },

  link: {
    connecting: 'Fetching the figures…',
    lost: (clock: string) => `The reporter has not answered since ${clock}.`,
    lostNext: 'The figures are those of that moment. Trying again by itself.',
    leave: 'Sign out',
  },

  health: 'Health of the figures',

  figure: {
    today: 'Today',
    sales: (count: number) => several(count, 'sale', 'sales'),
    units: (units: string) => `${units} ${units === '1' ? 'unit' : 'units'}`,
    refunds: (count: number, amount: string) => `${several(count, 'refund', 'refunds')} ${amount}`,
    noRefunds: 'no refunds',
    voids: (count: number, amount: string) => `${several(count, 'void', 'voids')} ${amount}`,
    refundsApart: 'Sales before refunds and voids',
  },

  hour: {
    title: 'Sales by hour',
    hour: 'Hour',
    sales: 'Sales',
    none: 'Nothing sold yet today',
  },

  till: {
    title: 'Tills',
    till: 'Till',
    sales: 'Sales',
    gross: 'Amount',
    none: 'This branch has no till yet',
  },

  noBranch: 'This organisation has no branch yet',
} as const;
