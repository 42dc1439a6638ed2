/**
 * The top of the value axis: the smallest of 1, 2, 2.5 or 5 times a power of ten that holds the
 * highest bar, so that gridlines fall on round figures. 1 when there is nothing to show.
 */
export const axisTop = (values: readonly number[]): number => {
  const highest = Math.max(0, ...values);
  if (highest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= highest) ?? 10;
  return step * power;
};

/** The height of a bar as a share of the axis, 0 to 1. Values below zero have no height. */
export const barShare = (value: number, top: number): number => Math.max(0, Math.min(1, value / top));
