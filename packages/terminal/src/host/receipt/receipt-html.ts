import { renderSVG } from 'uqr';
import type { Block } from './block.ts';
import { RECEIPT_STYLE } from './receipt-style.ts';
import { onOneLine } from './text-width.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** What somebody typed, as text of a page and within its own reading direction. */
const typed = (text: string): string =>
  `<bdi>${onOneLine(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)}</bdi>`;

const tableRow = (left: string, right: string, kind = ''): string =>
  `<tr${kind === '' ? '' : ` class="${kind}"`}><th scope="row">${typed(left)}</th><td>${typed(right)}</td></tr>`;

const wide = (text: string): string => `<tr class="note"><td colspan="2">${typed(text)}</td></tr>`;

/** Rows that follow one another are one table; a rule begins the next. */
const isRow = ({ block }: Block): boolean =>
  block === 'row' || block === 'total' || block === 'kind' || block === 'item' || block === 'note';

const drawnRow = (block: Block): string => {
  switch (block.block) {
    case 'row':
      return tableRow(block.left, block.right);
    case 'total':
      return tableRow(block.left, block.right, 'total');
    case 'kind':
      return tableRow(block.left, block.right, 'kind');
    case 'note':
      return wide(block.text);
    case 'item':
      return [
        ...(block.detail === null
          ? [tableRow(block.name, block.amount)]
          : [tableRow(block.name, ''), tableRow(block.detail, block.amount, 'detail')]),
        ...block.notes.map(({ text, amount }) =>
          amount === null ? wide(text) : tableRow(text, amount, 'detail'),
        ),
      ].join('');
    default:
      return '';
  }
};

const drawn = (block: Block): string => {
  switch (block.block) {
    case 'mark':
      return `<p class="mark">${typed(block.text)}</p>`;
    case 'title':
      return `<h1>${typed(block.text)}</h1>`;
    case 'centred':
      return `<p class="centred">${typed(block.text)}</p>`;
    case 'rule':
      return '<hr>';
    case 'table': {
      const head = block.head.map((cell) => `<th scope="col">${typed(cell)}</th>`).join('');
      const rows = block.rows
        .map((cells) => `<tr>${cells.map((cell) => `<td>${typed(cell)}</td>`).join('')}</tr>`)
        .join('');
      return `<table class="rates"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
    }
    case 'code':
      return `<figure aria-label="Code of this receipt">${renderSVG(block.text, { ecc: 'M', border: 2 })}</figure>`;
    default:
      return drawnRow(block);
  }
};

const drawnAll = (blocks: readonly Block[]): string => {
  const parts: string[] = [];
  let open = false;
  for (const block of blocks) {
    const row = isRow(block);
    if (row && !open) parts.push('<table>');
    if (!row && open) parts.push('</table>');
    open = row;
    parts.push(drawn(block));
  }
  return parts.join('\n') + (open ? '</table>' : '');
};

/** A document as a page of its own with nothing from elsewhere: for a frame, a window or a printer. */
export const receiptHtml = (blocks: readonly Block[], label: string): string =>
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${onOneLine(label).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)}</title><style>${RECEIPT_STYLE}</style></head>
<body><article>
${drawnAll(blocks)}
</article></body>
</html>
`;
