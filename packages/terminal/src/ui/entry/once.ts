import { type Accessor, createSignal } from 'solid-js';

export type Once<A extends readonly unknown[]> = {
  readonly busy: Accessor<boolean>;
  readonly run: (...what: A) => Promise<void>;
};

/**
 * Makes of one gesture one act: while what it asked for is under way, the same asked again is
 * nothing. Each command has an id of its own, so the host would take a second press for a second
 * sale or refund. Everything that is submitted goes through it; scans do not, they queue.
 */
export const createOnce = <A extends readonly unknown[]>(act: (...what: A) => Promise<void>): Once<A> => {
  const [busy, setBusy] = createSignal(false);
  return {
    busy,
    run: async (...what) => {
      if (busy()) return;
      setBusy(true);
      try {
        await act(...what);
      } finally {
        setBusy(false);
      }
    },
  };
};
