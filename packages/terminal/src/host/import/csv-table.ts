import Papa from 'papaparse';

/** A list as read: its headers and its data rows with their place; rows that could not be read are apart. */
export type CsvTable = {
  readonly ok: true;
  readonly headers: readonly string[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
  readonly broken: readonly { readonly row: number; readonly reason: string }[];
};

/** A list of one column has no delimiter to find; that is no error of a row. */
const errorsByRow = (errors: readonly Papa.ParseError[]): ReadonlyMap<number, Papa.ParseError> =>
  new Map(errors.flatMap((error) => (error.row === undefined ? [] : [[error.row, error]])));

/**
 * Reads text parted by commas, semicolons, tabs or bars, with or without a byte order mark. Empty rows
 * are passed over. The header is row 1. A quote that is never closed swallows all that follows, one inside
 * a quoted cell all up to the next quote, so such a list is refused as a whole.
 */
export const readCsv = (text: string): CsvTable | { readonly ok: false; readonly reason: string } => {
  const withoutMark = text.startsWith('\uFEFF') ? text.slice(1) : text;
  // Papaparse takes the first line's ending for all; files put together from two have both.
  const { data, errors } = Papa.parse<string[]>(withoutMark.replaceAll(/\r\n?/g, '\n'), {
    delimitersToGuess: [',', ';', '\t', '|'],
  });
  const errorOf = errorsByRow(errors);
  const unclosed = errors.find((error) => error.code === 'MissingQuotes');
  if (unclosed !== undefined) {
    return { ok: false, reason: `Row ${(unclosed.row ?? 0) + 1} opens a quote that is never closed.` };
  }
  const swallowing = errors.find(
    ({ code, row }) =>
      code === 'InvalidQuotes' && data[row ?? 0]?.some((cell) => cell.includes('\n')) === true,
  );
  if (swallowing !== undefined) {
    const reason = `Row ${(swallowing.row ?? 0) + 1} holds a quote inside a cell, and what follows it cannot be told apart. Double the quote.`;
    return { ok: false, reason };
  }
  const [head, ...body] = data;
  if (head === undefined || head.every((cell) => cell.trim() === '')) {
    return { ok: false, reason: 'The list has no row of headers.' };
  }
  const headers = head.map((header) => header.trim());
  const rows: { row: number; cells: readonly string[] }[] = [];
  const broken: { row: number; reason: string }[] = [];
  for (const [index, cells] of body.entries()) {
    const row = index + 2;
    const extra = cells.slice(headers.length);
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (errorOf.has(index + 1)) broken.push({ row, reason: 'a quote stands where none may' });
    else if (cells.length < headers.length || extra.some((cell) => cell.trim() !== '')) {
      broken.push({ row, reason: `has ${cells.length} cells where the header has ${headers.length}` });
    } else rows.push({ row, cells });
  }
  return { ok: true, headers, rows, broken };
};
