import { decimalText } from '@tillmesh/ui/number';

/** A rate of parts per million as a percentage without idle digits: 175000 is '17.5%'. */
export const formatRate = (ratePpm: number): string => `${decimalText(ratePpm, 4).replace(/\.?0+$/, '')}%`;
