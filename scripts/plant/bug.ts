/** A fault put into the real code on purpose, to see who notices. */
export type PlantedBug = {
  readonly name: string;
  /** What a shop would suffer from it. */
  readonly harm: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly put: string;
  /** Options of the simulator that bring about what it needs, besides the usual ones. */
  readonly simulate?: readonly string[];
};
