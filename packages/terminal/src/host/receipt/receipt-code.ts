/**
 * What a receipt's QR says: where its entry stands and which sale it is, so that any till finds it.
 * Only characters of QR's alphanumeric mode, which a keyboard scanner types alike everywhere.
 */
export type ReceiptPlace = { readonly seriesId: string; readonly sequence: number; readonly id: string };

const PREFIX = 'TILLMESH:1:';

export const receiptCode = ({ seriesId, sequence, id }: ReceiptPlace): string =>
  `${PREFIX}${seriesId}:${sequence}:${id}`.toUpperCase();

/** The id within a scanned code, whatever case the scanner made of it; null for any other text. */
export const idOfReceiptCode = (text: string): string | null => {
  const match = /^TILLMESH:1:[0-9A-F]+:\d+:([0-9A-F]{32})$/i.exec(text.trim());
  return match?.[1]?.toLowerCase() ?? null;
};
