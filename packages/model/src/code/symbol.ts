/** What a scanner says of the symbol that it read. */
export type Carrier = 'elements' | 'digits' | 'text';

export type ScannedText = { readonly carrier: Carrier; readonly text: string };

/**
 * Symbology identifiers of ISO/IEC 15424, which a scanner sends first when it is told to. Those whose data are element
 * strings: GS1-128, GS1 DataBar and composites, GS1 DataMatrix, GS1 QR Code, GS1 DotCode. Source: GS1 General
 * Specifications, 5.1.2.
 */
const ELEMENTS = [']C1', ']e0', ']e1', ']e2', ']d2', ']Q3', ']J1'];
/** EAN-13, UPC-A and UPC-E (sent as thirteen digits), EAN-8, ITF-14. */
const DIGITS = [']E0', ']E4', ']I1'];

/** Takes the symbology identifier off, where there is one, and says what the rest is. */
export const scannedText = (code: string): ScannedText => {
  const identifier = code.slice(0, 3);
  if (ELEMENTS.includes(identifier)) return { carrier: 'elements', text: code.slice(3) };
  if (DIGITS.includes(identifier)) return { carrier: 'digits', text: code.slice(3) };
  return { carrier: 'text', text: /^\][A-Za-z]\d$/.test(identifier) ? code.slice(3) : code };
};
