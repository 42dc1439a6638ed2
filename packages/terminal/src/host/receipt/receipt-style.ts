import { createHash } from 'node:crypto';

/** The look of a printed document: 80 mm paper, black on white, whatever the screen's own colours are. */
export const RECEIPT_STYLE = `
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #000; font: 13px/1.4 system-ui, sans-serif; }
article { box-sizing: border-box; max-width: 80mm; margin: 0 auto; padding: 4mm; font-variant-numeric: tabular-nums; }
h1, .centred { margin: 0; text-align: center; }
h1 { font-size: 16px; }
.mark { margin: 0 0 2mm; padding: 1mm; border: 2px solid #000; text-align: center; font-size: 22px; font-weight: 700; letter-spacing: .2em; }
table { width: 100%; margin-block: 2mm; border-collapse: collapse; }
th { font-weight: 400; text-align: start; }
th, td { padding: .5mm 0; vertical-align: top; overflow-wrap: anywhere; }
td:not(:first-child), th:not(:first-child) { padding-inline-start: 2mm; text-align: end; white-space: nowrap; }
.kind th, .kind td { padding-block-start: 3mm; font-weight: 700; }
.total th, .total td { font-size: 18px; font-weight: 700; }
.detail th, .note td { padding-inline-start: 3mm; }
.note td { font-size: 12px; }
.rates { font-size: 12px; }
hr { margin: 0; border: 0; border-block-start: 1px dashed #000; }
figure { margin: 3mm 0 0; text-align: center; }
svg { width: 30mm; height: 30mm; }
@media print { @page { margin: 0; } }
`;

/** As a content security policy names it, so that this style and no other may stand within a page. */
export const RECEIPT_STYLE_HASH = `sha256-${createHash('sha256').update(RECEIPT_STYLE).digest('base64')}`;
