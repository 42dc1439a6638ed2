import './style/layer.css';
import './style/token.css';
import './style/base.css';

export { Button } from './button/button.tsx';
export { BarChart, type Bar } from './chart/bar-chart.tsx';
export { Dialog } from './dialog/dialog.tsx';
export { TextField } from './field/text-field.tsx';
export { KeyHint } from './key/key-hint.tsx';
export { formatMoney, type MoneyFormat } from './money/format-money.ts';
export { MoneyText } from './money/money-text.tsx';
export { Notice } from './notice/notice.tsx';
export { NumberPad } from './pad/number-pad.tsx';
export { type PadKey, pressPadKey } from './pad/pad-entry.ts';
export { SyncLine } from './sync/sync-line.tsx';
export { type Column, DataTable } from './table/data-table.tsx';
