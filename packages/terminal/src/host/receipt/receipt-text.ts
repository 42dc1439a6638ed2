import type { Block } from './block.ts';
import { centre, onOneLine, padEnd, padStart, widthOf, wrap } from './text-width.ts';

/** What 80 mm paper holds in the usual font of receipt printers. */
export const RECEIPT_COLUMNS = 42;
/** Free columns between a text and the amount at the right. */
const GAP = 2;

/** Text at the left, broken as needed, with the right part at the end of the last line. */
const rowLines = (left: string, right: string, width: number): readonly string[] => {
  const amount = onOneLine(right);
  if (widthOf(onOneLine(left)) + GAP + widthOf(amount) <= width) {
    return [padEnd(onOneLine(left), width - widthOf(amount)) + amount];
  }
  const [first = '', ...more] = wrap(left, width - GAP - widthOf(amount));
  // A right part as wide as the paper goes on lines of its own.
  if (widthOf(amount) > width / 2)
    return [...wrap(left, width), ...wrap(right, width).map((line) => padStart(line, width))];
  const lines = [first, ...more];
  const last = lines.pop() ?? '';
  return [...lines, padEnd(last, width - widthOf(amount)) + amount];
};

/** Columns that a name in a table needs at least, to be broken at its spaces. */
const NAME_COLUMNS = 12;

/** The first column takes what the others leave and is broken there; where that is too little, each cell has a line. */
const tableLines = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((cells) => widthOf(cells[column] ?? ''))));
  const rest = widths.slice(1).reduce((sum, each) => sum + each + 1, 0);
  const first = Math.max(width - rest, 0);
  if ((widths[0] ?? 0) > first && first < NAME_COLUMNS) {
    return rows.flatMap((cells) => [
      ...wrap(cells[0] ?? '', width),
      ...cells
        .slice(1)
        .flatMap((cell, index) =>
          cell === '' ? [] : rowLines(head[index + 1] ?? '', cell, width - GAP).map((line) => `  ${line}`),
        ),
    ]);
  }
  return all.flatMap(([left = '', ...others]) => {
    const names = [...wrap(left, first)];
    const name = padEnd(names.pop() ?? '', first);
    const cells = others.map((cell, index) => ` ${padStart(cell, widths[index + 1] ?? 0)}`).join('');
    return [...names, name + cells];
  });
};

const drawn = (block: Block, width: number): readonly string[] => {
  switch (block.block) {
    case 'mark': {
      const bar = '*'.repeat(width);
      return [bar, centre(block.text.split('').join(' '), width), bar];
    }
    case 'title':
      return wrap(block.text, width).map((line) => centre(line, width));
    case 'centred':
      return wrap(block.text, width).map((line) => centre(line, width));
    case 'kind':
      return ['', ...rowLines(block.left, block.right, width)];
    case 'row':
      return rowLines(block.left, block.right, width);
    case 'note':
      return wrap(block.text, width);
    case 'total':
      return rowLines(block.left, block.right, width);
    case 'item':
      return [
        ...(block.detail === null
          ? rowLines(block.name, block.amount, width)
          : [
              ...wrap(block.name, width),
              ...rowLines(block.detail, block.amount, width - GAP).map((line) => `  ${line}`),
            ]),
        ...block.notes.flatMap(({ text, amount }) =>
          (amount === null ? wrap(text, width - GAP) : rowLines(text, amount, width - GAP)).map(
            (line) => `  ${line}`,
          ),
        ),
      ];
    case 'table':
      return tableLines(block.head, block.rows, width);
    case 'rule':
      return ['-'.repeat(width)];
    case 'code':
      // Plain text has no QR; its text would only be noise.
      return [];
  }
};

/** A document as lines of at most `RECEIPT_COLUMNS` columns, each ended by a line feed. */
export const receiptText = (blocks: readonly Block[]): string =>
  blocks
    .flatMap((block) => drawn(block, RECEIPT_COLUMNS))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
