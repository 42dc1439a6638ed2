/** Backups of this till. */
export const backup = {
  backup: {
    title: 'Backup',
    what: 'A backup holds all that this till knows, sealed: only the recovery sheet of the shop, or this till, opens it. Keep the sheet and a backup in two places outside the shop.',
    known: 'Backups of this till',
    make: 'Back up now',
    making: 'Backing up…',
    made: 'The backup was written, read back and is whole.',
    folder: 'Where they go',
    noFolder: 'Nowhere yet: start the till with --backup-to and the folder of a stick.',
    last: 'Last one',
    none: 'None yet: what this till alone holds is lost with this machine.',
    lastOf: (moment: string, file: string, size: number) =>
      `${moment}, ${(size / 1_000_000).toFixed(1)} MB, read back and whole: ${file}`,
    sameDisk: 'It lies on the same disk as the till: a disk that dies takes both. Use a stick.',
    failed: (moment: string) => `Not made at ${moment}`,
  },
};
