import { Button, type Column, DataTable } from '@tillmesh/ui';
import { createSignal, type JSX, Show } from 'solid-js';
import type { TillView } from '../../../api/view.ts';
import { Ask } from '../../entry/ask.tsx';
import { Page } from '../../frame/page.tsx';
import { type Desk, useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { PersonDialog, PinDialog } from './person-dialog.tsx';

export type Person = TillView['staff'][number];
type Question =
  | { readonly kind: 'add' }
  | { readonly kind: 'pin'; readonly person: Person }
  | { readonly kind: 'remove'; readonly person: Person };

const columnsOf = (desk: Desk, onAsk: (question: Question) => void): readonly Column<Person>[] => {
  const columns: Column<Person>[] = [
    { head: t.staff.name, cell: (row) => row.name },
    { head: t.staff.role, cell: (row) => desk.roleName(row.role) },
  ];
  if (!desk.may('manage-staff')) return columns;
  const change: Column<Person> = {
    head: t.staff.action,
    cell: (row) => (
      <div class="row-acts">
        <Button aria-label={t.staff.newPinOf(row.name)} onClick={() => onAsk({ kind: 'pin', person: row })}>
          {t.staff.newPin}
        </Button>
        <Button
          look="stop"
          aria-label={t.staff.deactivateOf(row.name)}
          disabled={row.id === desk.views.session?.staffId}
          onClick={() => onAsk({ kind: 'remove', person: row })}
        >
          {t.staff.deactivate}
        </Button>
      </div>
    ),
  };
  return [...columns, change];
};

const RemoveDialog = (props: { readonly person: Person; readonly onClose: () => void }): JSX.Element => (
  <Ask
    stop
    title={t.staff.deactivateOf(props.person.name)}
    go={t.staff.deactivate}
    keep={t.dialog.keep}
    onClose={() => props.onClose()}
    command={() => {
      const { id, name, role } = props.person;
      return { kind: 'staff.put', staffId: id, name, role, active: false };
    }}
  >
    <p>{t.staff.deactivateLead}</p>
  </Ask>
);

/** Who may sign in here. An owner adds people, gives new PINs and takes people away. */
export const StaffScreen = (): JSX.Element => {
  const desk = useDesk();
  const [question, setQuestion] = createSignal<Question | null>(null);
  const mayChange = () => desk.may('manage-staff');
  const close = (): void => {
    setQuestion(null);
  };
  const saved = (name: string): void => desk.tell({ level: 'well', message: t.staff.saved(name) });
  return (
    <Page
      title={t.staff.title}
      onBack={() => desk.go('sell')}
      actions={
        <Show when={mayChange()}>
          <Button look="primary" onClick={() => setQuestion({ kind: 'add' })}>
            {t.staff.add}
          </Button>
        </Show>
      }
    >
      <Show when={!mayChange()}>
        <p class="quiet">{t.staff.notAllowed}</p>
      </Show>
      <DataTable
        caption={t.staff.list}
        hideCaption
        columns={columnsOf(desk, setQuestion)}
        rows={desk.views.till?.staff ?? []}
        empty={t.staff.empty}
      />
      <Show when={question()} keyed>
        {(asked) => {
          if (asked.kind === 'add') return <PersonDialog onClose={close} onSaved={saved} />;
          if (asked.kind === 'pin')
            return <PinDialog person={asked.person} onClose={close} onSaved={saved} />;
          return <RemoveDialog person={asked.person} onClose={close} />;
        }}
      </Show>
    </Page>
  );
};
