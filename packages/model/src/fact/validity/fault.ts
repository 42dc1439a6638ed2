/**
 * What is wrong inside one fact besides its shape, as text; null when it is sound. It needs nothing but the
 * fact, so every device judges alike.
 */
export type Fault = string | null;

/** The first fault that any of the checks finds; those after it are not run. */
export const first = (...checks: readonly (() => Fault)[]): Fault => {
  for (const check of checks) {
    const fault = check();
    if (fault !== null) return fault;
  }
  return null;
};

/** The fault, where it does not hold. */
export const unless = (holds: boolean, fault: string): Fault => (holds ? null : fault);

export const currencyFault = (currency: string): Fault =>
  unless(/^[A-Z]{3}$/.test(currency), 'a currency is three capital letters');
