export type TextTable = {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many of the first columns are words; the others are numbers and range right. */
  readonly wordColumns: number;
};

/** Columns as wide as their widest cell. */
export const drawTable = ({ title, heads, rows, wordColumns }: TextTable): string => {
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, index) => {
        const cell = cells[index] ?? '';
        return index < wordColumns ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [title, line(heads), ...rows.map((row) => line(row))].join('\n');
};
