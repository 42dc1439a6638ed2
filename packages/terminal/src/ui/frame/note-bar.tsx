import { Notice } from '@tillmesh/ui';
import { type JSX, Show } from 'solid-js';
import { useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';

/** The quiet bar at the foot of a screen: what was refused or done last. It covers and moves no control. */
export const NoteBar = (): JSX.Element => {
  const desk = useDesk();
  return (
    <Show when={desk.note()} keyed>
      {(note) => (
        <Notice
          level={note.level}
          message={note.message}
          nextStep={note.nextStep}
          code={note.code}
          closeLabel={t.common.close}
          onClose={() => desk.tell(null)}
        />
      )}
    </Show>
  );
};
