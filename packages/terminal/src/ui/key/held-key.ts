/** Keys that act by being pressed. All others may come again and again, as letters and arrows do. */
const ACTING = new Set(['Enter', 'Escape', 'F6', 'F10', 'F12']);
/** A worn contact closes again this soon; no finger does. */
const BOUNCE_MS = 50;

export type KeyDown = Pick<KeyboardEvent, 'key' | 'repeat' | 'timeStamp'>;

/**
 * Tells whether a key that acts was pressed once and came again: it is held down, or its contact
 * bounces. Scans are no echo, however fast they come: other keys stand between their Enters.
 */
export const createEchoTest = (): ((press: KeyDown) => boolean) => {
  let last: KeyDown | null = null;
  return (press) => {
    const bounced = last !== null && last.key === press.key && press.timeStamp - last.timeStamp < BOUNCE_MS;
    last = press;
    return ACTING.has(press.key) && (press.repeat || bounced);
  };
};

/** One press acts once, on every screen: an echo reaches neither a listener nor the browser. */
export const ignoreEchoes = (
  page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
): (() => void) => {
  const isEcho = createEchoTest();
  const onKeyDown = (event: Event): void => {
    if (!isEcho(event as KeyboardEvent)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  page.addEventListener('keydown', onKeyDown, { capture: true });
  return () => page.removeEventListener('keydown', onKeyDown, { capture: true });
};
