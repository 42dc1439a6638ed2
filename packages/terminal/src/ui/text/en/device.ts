const KB = 1_000;
const MB = 1_000_000;
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const records = (count: number): string => some(count, 'record', 'records');

const amount = (bytes: number): string => {
  if (bytes < KB) return `${bytes} B`;
  return bytes < MB ? `${(bytes / KB).toFixed(1)} kB` : `${(bytes / MB).toFixed(1)} MB`;
};

/** How long something is ago, in the unit that people would use. */
const age = (seconds: number): string => {
  if (seconds < MINUTE) return some(seconds, 'second', 'seconds');
  if (seconds < HOUR) return some(Math.floor(seconds / MINUTE), 'minute', 'minutes');
  return seconds < 2 * DAY
    ? some(Math.floor(seconds / HOUR), 'hour', 'hours')
    : some(Math.floor(seconds / DAY), 'day', 'days');
};

/** Why a link does not stand, as the program says it, in words for people; others stay as they are. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'its machine answers, but Tillmesh does not run there'],
  [/EHOSTUNREACH|ENETUNREACH|ENETDOWN/, 'the network does not reach it: look at its cable or wireless'],
  [/ETIMEDOUT|timed? ?out|no greeting/i, 'its machine does not answer: it is off, or on another network'],
  [/ENOTFOUND|EAI_AGAIN/, 'its name is not known on this network'],
  [/^silent$|^no answer$/, 'it stopped answering: its machine hangs, or the network is cut'],
  [/ECONNRESET|^closed by the peer$/, 'it was ended or started again there'],
  [
    /no common protocol|version .* of the protocol/,
    'its program is too old or too new to talk with this one: upgrade the older one',
  ],
  [/^links are switched off here$/, 'this till was taken off the network'],
  [/is metered otherwise/, 'what may go over it changed: it links again at once'],
  [/no longer listed/, 'it was taken off the list of devices, or its key was changed'],
  [/another machine runs with the keys/, 'another machine runs with the same keys'],
  [/no device is listed with its key/, 'nobody enrolled its key'],
  [/has expired/, 'its certificate has expired: set the clocks right'],
];

/** What comes of the sales of a device that is taken off. */
const SALES_OF = {
  till: ' What this till holds of its sales goes on counting; what it sells later is set aside until you admit it.',
  elsewhere:
    ' It is of another branch, and this till holds none of its sales: all of them are set aside, in every figure, until somebody with the recovery sheet admits them at a till of its branch. Better take it off there.',
  relay: '',
  reporter: '',
} as const;

const names = (codes: readonly string[]): string => codes.join(', ');

/** Keys of the owner that admin devices named after the first recovery sheet was lost. */
const owners = {
  title: 'Recovery sheets',
  list: 'Recovery sheets after the first',
  state: {
    named: (by: readonly string[], needed: number, moment: string) =>
      `named by ${names(by)} at ${moment}: ${by.length} of the ${needed} admin devices that it takes. If nobody of the shop did that, take off who did.`,
    standing: (by: readonly string[], _needed: number, moment: string) =>
      `is an owner of this shop, named at ${moment}${by.length === 0 ? '' : ` by ${names(by)}`}.`,
    suspended: (_by: readonly string[], _needed: number, moment: string) =>
      `named at ${moment}; whether it counts is for whoever has an older sheet to decide.`,
    revoked: (_by: readonly string[], _needed: number, moment: string) =>
      `named at ${moment} and taken off since: it counts for nothing.`,
  },
  lost: 'Is the recovery sheet of this shop lost? A new one lets its holder make admin devices, put devices back and open backups. It counts once more than half of the admin devices have confirmed it. Whoever finds the old sheet stands above it.',
  make: 'Make a new recovery sheet',
  sheetTitle: 'New recovery sheet',
  sheetLead:
    'Print this sheet. Nothing was changed yet: this till names its key when you say that you have it. Then compare the fingerprint at the other admin devices (Devices) and confirm it there.',
  name: 'Name its key',
  leave: 'Leave without it',
  named: 'This till has named the key of the new sheet.',
  confirm: 'Confirm the new owner key',
  confirmTitle: 'Confirm the new owner key',
  confirmLead:
    'Compare this with the fingerprint on the new recovery sheet, in your hands. If it is another one, do not confirm it: whoever has that sheet would own the shop.',
  confirmed: 'This till has confirmed the new owner key.',
};

/** The devices of the organisation: how each stands to this till. */
export const device = {
  owners,
  devices: {
    title: 'Devices',
    lead: 'Selling needs none of them: what is away is caught up with by itself.',
    list: 'Devices of the shop',
    columns: {
      device: 'Device',
      state: 'Link',
      theirs: 'Holds of this till',
      ours: 'Here of it',
      contact: 'Last contact',
      traffic: 'Sent and received today',
      program: 'Program',
    },
    empty: 'This till is the only device of the shop.',
    self: 'This till',
    relay: 'Relay',
    reporter: 'Reporter',
    elsewhere: (branch: string) => `at ${branch}`,
    state: {
      self: 'Here',
      linked: 'Linked',
      away: 'Away',
      refused: 'Turned away',
      'other-version': 'Another version',
      never: 'Not met yet',
      off: 'May not link',
    },
    since: (moment: string) => `since ${moment}`,
    cause: (cause: string): string => CAUSES.find(([form]) => form.test(cause))?.[1] ?? cause,
    holdsAll: 'Everything',
    lacks: (count: number, seconds: number | null) =>
      seconds === null
        ? `${records(count)} to go`
        : `${records(count)} to go, the oldest ${age(seconds)} old`,
    notMeant: 'Nothing: it is of another branch',
    notSaid: 'It does not say',
    hereAll: 'All that is known',
    hereLacks: (count: number, seconds: number | null) =>
      seconds === null
        ? `${records(count)} missing`
        : `${records(count)} missing, from ${age(seconds)} ago on`,
    notAsked: 'Records nothing',
    now: 'now',
    noContact: 'None since this till was started',
    nextTry: (moment: string) => `tried again at ${moment}`,
    traffic: (out: number, received: number) => `${amount(out)} out, ${amount(received)} in`,
    sinceStart: (out: number, received: number) =>
      `since the start ${amount(out)} out, ${amount(received)} in`,
    program: (version: string) => `Tillmesh ${version}`,
    protocol: (protocol: number) => `link protocol ${protocol}`,
    noProgram: 'Does not say',
    act: 'Change',
    admin: 'Admin device',
    taken: {
      revoked: (by: string | null, moment: string) =>
        by === null ? `Taken off at ${moment}` : `Taken off by ${by} at ${moment}`,
      suspended: (moment: string) => `Suspended at ${moment}: the owner decides with the recovery sheet`,
    },
    catalogTaken: (by: string | null, moment: string) =>
      by === null
        ? `May not edit products and prices, since ${moment}`
        : `May not edit products and prices, by ${by} since ${moment}`,
    catalogNotYet:
      'What it edits of products and prices still counts, until an admin device that holds them all takes that from it',
    stopEditing: 'Stop editing',
    stopEditingOf: (name: string) => `Stop editing by ${name}`,
    stopEditingLead: (name: string) =>
      `What ${name} has edited of products and prices, and this till holds by now, goes on counting at every till. What it edits later, and what this till does not hold, counts nowhere, and what stood before is put back. Selling goes on.`,
    stoppedEditing: (name: string) => `${name} may not edit products and prices any more.`,
    letEdit: 'Allow editing',
    letEditOf: (name: string) => `Allow editing by ${name}`,
    letEditLead: (name: string) =>
      `Everything that ${name} ever edited counts again, what it edited without the right too, but where somebody wrote over it since.`,
    letEditDone: (name: string) => `${name} may edit products and prices again.`,
    takeOff: 'Take off',
    takeOffOf: (name: string) => `Take off ${name}`,
    takeOffLead: (name: string, of: keyof typeof SALES_OF) =>
      `${name} links to nobody from now on.${SALES_OF[of]} What it edits of products and prices from now on counts nowhere; where this till has not got them all yet, as soon as an admin device that has them hears. The keys of the shop are renewed, so that it reads nothing new. Only the owner, with the recovery sheet, can put it back.`,
    reasons: ['Stolen', 'Lost', 'Sold or given away', 'Replaced by another'],
    takenOff: (name: string) => `${name} is taken off.`,
    admit: 'Admit late sales',
    admitOf: (name: string) => `Admit late sales of ${name}`,
    admitLead: (name: string) =>
      `Everything that this till holds of ${name} by now will count, in every figure and at every till. It stays taken off.`,
    admitted: (name: string) => `What is held of ${name} counts.`,
    meter: {
      go: 'Metered',
      of: (name: string) => `Metered link to ${name}`,
      lead: (name: string) =>
        `For a link that costs by the byte, such as a SIM card. Sales, people and devices always go. Prices go while the budget lasts. Older records go in the hours below, and take half of it at most. Nothing is lost: what waits follows. This is kept at this till alone, and ${name} keeps to it too.`,
      budget: 'Budget in MB a day, both ways',
      budgetHint: (megabytes: number) => `About ${(megabytes * 30) / 1_000} GB a month`,
      budgetFault: 'At least 5 MB a day',
      from: 'Older records from',
      to: 'until',
      timeFault: 'A time such as 23:00',
      save: 'Save',
      stop: 'Not metered',
      saved: (name: string) => `The link to ${name} is metered.`,
      stopped: (name: string) => `The link to ${name} is not metered any more.`,
      column: 'Budget',
      used: (spent: number, budget: number, from: string) =>
        `Metered: ${amount(spent)} of ${amount(budget)} used since ${from}`,
      all: (until: string) => `Everything goes until ${until}`,
      prices: (from: string) => `Sales, people and prices go, older records at ${from}`,
      sales: (from: string) =>
        `The budget of today is used up: only sales and people go, the rest at ${from}`,
      waiting: (documents: number, count: number) =>
        count === 0
          ? some(documents, 'document waits', 'documents wait')
          : `${some(documents, 'document waits', 'documents wait')}, with ${records(count)}`,
      elsewhere: 'Metered at the other end',
    },
    off: (moment: string) => `Off the network on purpose since ${moment}.`,
    unanswered: 'Addresses at which nobody has answered yet',
    unansweredAt: (address: string, cause: string | null, moment: string | null) =>
      `${address}${cause === null ? '' : `: ${cause}`}${moment === null ? '' : `, tried again at ${moment}`}`,
    strangers: 'Turned away, since nobody enrolled them',
    strangerAt: (id: string, moment: string, cause: string) => `${id} at ${moment}: ${cause}`,
  },
};
