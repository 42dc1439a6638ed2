/** What stands out, told so that somebody who sells can understand it. */
type Story = { readonly what: string; readonly means: string; readonly next: string };

const UNTOUCHED = 'Nothing of yours was changed; selling is unaffected.';
const KEEP_APART = 'Have that till looked at, and take it off the network until it was.';

const refusedContent = (what: string): Story => ({
  what,
  means: `It was refused and counts nowhere. ${UNTOUCHED}`,
  next: KEEP_APART,
});
const damaged = (what: string): Story => ({
  what,
  means: `What was damaged is set aside and filled again from this till and the others. ${UNTOUCHED}`,
  next: 'If it happens again, have the disk of this till checked.',
});

const STORIES: Readonly<Record<string, Story>> = {
  'ENTRY-INVALID': refusedContent('A record of a sale that is not genuine came from another device'),
  'VALUE-INVALID': refusedContent(
    'A price, product or stock level that is not genuine came from another device',
  ),
  'CATALOG-EDIT-WITHHELD': {
    what: 'A device without the right to edit products and prices did edit them',
    means: `It is set aside and counts nowhere; what stood before stands. ${UNTOUCHED}`,
    next: 'If the edit was meant, make it at another till. If nobody there made it, take that device off.',
  },
  'STATEMENT-INVALID': refusedContent('A device stated something about the shop without the right to'),
  'OWNER-KEY-NAMED': {
    what: 'A device named a new owner key, as somebody does who has lost the recovery sheet',
    means: `It counts once more than half of the admin devices have. ${UNTOUCHED}`,
    next: 'If it was you, compare the fingerprint under Devices and confirm it. If it was nobody of the shop, take that device off.',
  },
  'OWNER-KEY-STANDS': {
    what: 'The shop has a new recovery sheet: enough admin devices have named its key',
    means: `Whoever has that sheet is an owner of this shop, below who has the first one. ${UNTOUCHED}`,
    next: 'If nobody of the shop did that, take it off with the first recovery sheet at once.',
  },
  'CHANGE-REFUSED': refusedContent('A device sent a change that no till of this program makes'),
  'SYNC-MESSAGE-BROKEN': refusedContent('A device sent a message that cannot be taken up'),
  'DOCUMENT-NOT-ALLOWED': refusedContent('A device sent records that it may not hold'),
  'SYNC-FLOOD': refusedContent('A device sends messages without end'),
  'DOCUMENT-TWINS': {
    what: 'Two versions of one part of the shop’s records met',
    means: `Both are kept, and that part is exchanged piece by piece with the device that has the other. ${UNTOUCHED}`,
    next: 'If a till was copied, or set back to an older copy, make sure that only one of them runs.',
  },
  'DOCUMENT-SWOLLEN': {
    what: 'The same records come over and over',
    means: `They are kept once, and exchanged piece by piece with the device that sent them. ${UNTOUCHED}`,
    next: 'If it goes on, call your installer.',
  },
  'LINK-SENDER': refusedContent('A device sent in the name of another'),
  'LINK-UNREADABLE': refusedContent('A device sent what is no message'),
  'DOCUMENT-ODD': refusedContent('A device put something into the shop’s records that does not belong there'),
  'DOCUMENT-SHRANK': {
    what: 'A device deleted from the shop’s records',
    means: `This till keeps all it ever held and puts it back. ${UNTOUCHED}`,
    next: KEEP_APART,
  },
  FORK: {
    what: 'Two records stand under one number of a till',
    means: 'Both count. It happens when a till was set back to an older copy, or copied.',
    next: 'Make sure that no copy of that till is running, and call your installer.',
  },
  'DEVICE-CLONED': {
    what: 'Two machines run with the keys of one device: one is a copy',
    means: 'What both sell counts, once. Both go on selling.',
    next: 'Switch one of the two off, count both drawers, and call your installer.',
  },
  'OWN-ENTRIES-CLAIMED': {
    what: 'A device says that it holds records of this till that this till lacks, and has not sent them',
    means: UNTOUCHED,
    next: 'If it comes again, call your installer: this till may be an older copy of itself.',
  },
  'Z-OTHERWISE': {
    what: 'A Z report counts sales of a till that was taken off, which do not count any more',
    means: 'The Z stands as it was printed. The figures of the shop leave those sales out.',
    next: 'Compare the two, and let those sales count if they were honest.',
  },
  'CHAIN-BROKEN': {
    what: 'A till’s records do not follow one another',
    means: `They count. ${UNTOUCHED}`,
    next: 'Call your installer: that till may have lost records, or was changed by hand.',
  },
  'FRAME-TOO-LARGE': {
    what: 'Some records are too large to be sent to a device',
    means: `They are complete here; that device lacks them. ${UNTOUCHED}`,
    next: 'Call your installer.',
  },
  'PEER-QUARANTINED': {
    what: 'What a device sent ended the exchange with other devices again and again',
    means: `It is kept apart from that device; everything else is exchanged. ${UNTOUCHED}`,
    next: KEEP_APART,
  },
  'DOCUMENT-MUTED': {
    what: 'What several devices sent ended the exchange again and again',
    means: `That part is not exchanged for now; everything else is. ${UNTOUCHED}`,
    next: 'Call your installer.',
  },
  'DOCUMENT-CLOSED': {
    what: 'A part of this till’s copy for other devices cannot be used',
    means: `It is left closed for now; everything else is exchanged. ${UNTOUCHED}`,
    next: 'Call your installer.',
  },
  'CHUNK-QUARANTINED': damaged('A piece of this till’s copy for other devices was damaged on the disk'),
  'DOCUMENT-QUARANTINED': damaged('A part of this till’s copy for other devices could not be read'),
  'DOCUMENTS-LOST': damaged('This till’s copy for other devices cannot be read any more'),
  'DOCUMENTS-SET-ASIDE': damaged('The file of this till’s copy for other devices was damaged'),
  'SNAPSHOT-UNLOADABLE': damaged('A part of this till’s copy for other devices does not read back'),
};

export const exception = {
  exceptions: {
    title: 'Exceptions',
    empty: 'Nothing stands out.',
    lead: 'What a device or a disk did that it should not. Selling goes on.',
    list: 'What stands out',
    story: (code: string, message: string): Story =>
      (Object.hasOwn(STORIES, code) ? STORIES[code] : undefined) ?? {
        what: message,
        means: UNTOUCHED,
        next: 'Call your installer.',
      },
    who: 'At fault',
    nobody: 'Nobody is named',
    unknownDevice: 'A device that is not listed',
    relay: 'The relay',
    reporter: 'The reporter',
    about: 'About',
    several: 'Several parts, or none',
    document: (
      kind: 'registry' | 'directory' | 'catalog' | 'ledger' | 'stock',
      till: string | null,
    ): string => {
      const of = till === null ? '' : ` of till ${till}`;
      const names = {
        registry: 'Settings and people of the shop',
        directory: 'List of the records',
        catalog: 'Products and prices',
        ledger: `Sales${of}`,
        stock: `Stock levels${of}`,
      };
      return names[kind];
    },
    since: 'Since',
    last: 'Last',
    times: 'How often',
    code: 'Code',
    seen: 'Mark as seen',
    seenOf: (what: string) => `Mark as seen: ${what}`,
    isSeen: 'Seen',
    notAllowed: 'Only who may manage the shop marks these as seen.',
    withheld: {
      title: 'Sales that do not count',
      lead: 'Made by a till after it was taken off. They are kept, and stand in no figure until they are let in.',
      line: (till: string, records: string, since: string) => `${till}: ${records} since ${since}`,
      records: (count: number) => (count === 1 ? '1 record' : `${count} records`),
      money: (sales: string, refunds: string | null) =>
        refunds === null ? `Sales of ${sales}` : `Sales of ${sales}, given back ${refunds}`,
      admit: 'Let them count',
      admitOf: (till: string) => `Let them count: ${till}`,
      admitted: (till: string) => `The sales of ${till} are let in. The figures follow.`,
    },
    quarantines: 'Kept apart',
    kept: {
      muted: (document: string, device: string) => `${document}: not exchanged with ${device}`,
      closed: (document: string) => `${document}: not open at this till`,
    },
    everything: 'Everything',
    anybody: 'any device',
    until: (time: string) => `Tried again at ${time}`,
    lift: 'Try again now',
    liftOf: (what: string) => `Try again now: ${what}`,
  },
};
