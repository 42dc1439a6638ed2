/** Rows by their names, code unit by code unit: the same on every machine, whatever its language. Equal ones keep their order. */
export const inNameOrder = <T>(rows: readonly T[], names: (row: T) => readonly string[]): readonly T[] => {
  const key = (row: T): string => names(row).join('\u0000');
  return [...rows].sort((one, other) => (key(one) < key(other) ? -1 : Number(key(one) > key(other))));
};
