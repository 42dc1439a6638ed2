import { Button } from '@tillmesh/ui';
import { type JSX, onCleanup, onMount } from 'solid-js';
import { useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';
import { NoteBar } from './note-bar.tsx';

/** A screen other than selling: its title, a way back (Escape too), its content, the quiet bar. */
export const Page = (props: {
  readonly title: string;
  /** Without it there is no way back, because there is nowhere to go back to. */
  readonly onBack?: () => void;
  readonly class?: string;
  readonly actions?: JSX.Element;
  readonly children: JSX.Element;
}): JSX.Element => {
  const desk = useDesk();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof Element && event.target.closest('dialog') !== null) return;
    if (event.key === 'Escape' && props.onBack !== undefined) {
      event.preventDefault();
      props.onBack();
    }
    if (event.key === 'F10' && desk.views.session !== null) {
      event.preventDefault();
      desk.openMenu(true);
    }
    if (event.key === 'F6' && desk.views.session !== null && desk.views.shift !== null) {
      event.preventDefault();
      desk.go('returns');
    }
  };
  onMount(() => document.addEventListener('keydown', onKeyDown));
  onCleanup(() => document.removeEventListener('keydown', onKeyDown));
  return (
    <main class={`page ${props.class ?? ''}`}>
      <div class="page-head">
        <h1>{props.title}</h1>
        <div class="page-actions">
          {props.actions}
          {props.onBack === undefined ? null : (
            <Button keys="Escape" onClick={() => props.onBack?.()}>
              {t.common.back}
            </Button>
          )}
        </div>
      </div>
      <div class="page-body">{props.children}</div>
      <NoteBar />
    </main>
  );
};
