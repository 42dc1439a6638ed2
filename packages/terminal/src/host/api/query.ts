import type { Request } from 'express';

/** A parameter of the query given once; undefined when absent, null when given twice. */
export const queryText = (request: Request, name: string): string | undefined | null => {
  const value = request.query[name];
  if (value === undefined || typeof value === 'string') return value;
  return null;
};

/** A whole number within bounds, `otherwise` when absent, null when it is anything else. */
export const queryNumber = (
  request: Request,
  name: string,
  [min, max, otherwise]: readonly [min: number, max: number, otherwise: number],
): number | null => {
  const text = queryText(request, name);
  if (text === undefined) return otherwise;
  if (text === null || !/^\d{1,9}$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
};
