/** What could not be written into an archive: an export says so, since nobody would miss it otherwise. */
export type LeftOut = {
  /** `which`: the same thing met again counts once. */
  readonly note: (what: string, which: string) => void;
  /** In words, each with how many. */
  readonly all: () => readonly string[];
};

export const createLeftOut = (): LeftOut => {
  const noted = new Map<string, Set<string>>();
  return {
    note: (what, which) => {
      const known = noted.get(what);
      if (known === undefined) noted.set(what, new Set([which]));
      else known.add(which);
    },
    all: () => [...noted].map(([what, which]) => `${what}: ${which.size}`),
  };
};
