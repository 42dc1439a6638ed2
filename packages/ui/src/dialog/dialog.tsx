import { createUniqueId, type JSX, onCleanup, onMount } from 'solid-js';
import './dialog.css';

/**
 * A modal question. The browser's own dialog keeps focus inside, makes the rest inert and closes on
 * Escape; on closing the focus goes back to where it was. Mount it to open it, unmount it to close it.
 */
export const Dialog = (props: {
  readonly title: string;
  readonly wide?: boolean;
  readonly onClose: () => void;
  /** Called on Enter and on the button of type submit. */
  readonly onSubmit?: () => void;
  readonly children: JSX.Element;
  /** Buttons, the one to press next last. */
  readonly foot: JSX.Element;
}): JSX.Element => {
  const titleId = createUniqueId();
  let element: HTMLDialogElement | undefined;
  onMount(() => {
    const before = document.activeElement;
    element?.showModal();
    onCleanup(() => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    });
  });
  return (
    <dialog
      ref={(node) => {
        element = node;
      }}
      class="dialog"
      classList={{ 'is-wide': props.wide === true }}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit?.();
        }}
      >
        <h2 id={titleId}>{props.title}</h2>
        {props.children}
        <div class="dialog-foot">{props.foot}</div>
      </form>
    </dialog>
  );
};
