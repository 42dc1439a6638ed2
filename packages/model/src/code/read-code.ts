import { isLink, readLink } from './digital-link.ts';
import { isPrinted, readElements, readPrinted, SEPARATOR } from './element-string.ts';
import type { ReadElements } from './element-string.ts';
import { gtinForms, gtinsOf, isMisread } from './gtin.ts';
import { type LabelFormat, readLabel } from './label-format.ts';
import type { Measured } from './measured.ts';
import { scannedText } from './symbol.ts';
import { tradeItemOf } from './trade-item.ts';

export type CodeFault = 'CODE-MISREAD' | 'CODE-MALFORMED' | 'CODE-WITHOUT-PRODUCT' | 'CODE-MEASURE-UNUSED';

/**
 * A code as it was read: by what names a catalogue may have its article, the likeliest first, and what it says of the
 * goods that bear it. No names: nothing but the text itself may be one.
 */
export type ReadCode =
  | { readonly ok: true; readonly names: readonly string[]; readonly measured: Measured }
  | { readonly ok: false; readonly fault: CodeFault; readonly at: string };

export type CodeReading = {
  readonly labelFormats: readonly LabelFormat[];
  /** The branch's; prices of labels are in it. */
  readonly currency: string;
};

const ofElements = (read: ReadElements, currency: string): ReadCode => {
  if (!read.ok) return read;
  const item = tradeItemOf(read.elements, currency);
  return item.ok ? { ok: true, names: gtinForms(item.gtin), measured: item.measured } : item;
};

const ofDigits = (text: string, { labelFormats, currency }: CodeReading): ReadCode => {
  const label = readLabel(text, labelFormats, currency);
  if (label !== null) return label.ok ? label : { ...label, at: text };
  if (isMisread(text)) return { ok: false, fault: 'CODE-MISREAD', at: text };
  return { ok: true, names: gtinsOf(text).flatMap(gtinForms), measured: {} };
};

/** A symbol whose identifier the scanner did not send: its first element tells it from a number of digits alone. */
const isElements = (text: string): boolean => text.includes(SEPARATOR) || /^01\d{14}/.test(text);

/**
 * Reads whatever a scanner types or a person does: EAN-8, EAN-13, UPC-A, UPC-E and GTIN-14; element strings of GS1-128,
 * DataBar, DataMatrix and QR, with or without symbology identifier, or as printed below a symbol; web addresses of GS1
 * Digital Link; and the shop's own labels. A code of the catalogue itself comes before all of this.
 */
export const readCode = (code: string, reading: CodeReading): ReadCode => {
  const { carrier, text } = scannedText(code);
  if (isLink(text)) return ofElements(readLink(text), reading.currency);
  if (carrier === 'elements') return ofElements(readElements(text), reading.currency);
  if (carrier === 'digits') return ofDigits(text, reading);
  if (isPrinted(text)) return ofElements(readPrinted(text), reading.currency);
  const bare = text.startsWith(SEPARATOR) ? text.slice(1) : text;
  return isElements(bare) ? ofElements(readElements(bare), reading.currency) : ofDigits(text, reading);
};
