import { encode } from 'uqr';
import type { PictureView } from '../../api/join-view.ts';

/** A text as a QR code. */
export const pictureOf = (text: string): PictureView => {
  const { data, size } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return { size, path };
};
