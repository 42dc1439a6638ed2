import { DataTable } from '@tillmesh/ui';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ImportReport } from '../../../api/view.ts';
import { createOnce } from '../../entry/once.ts';
import { postFile } from '../../link/api.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

type BadRow = ImportReport['rejected'][number];

/** Importing a list of products: choose the file, read what was written and which rows were not, and why. */
export const ImportPanel = (props: {
  readonly report: ImportReport | null;
  readonly onReport: (report: ImportReport | null) => void;
}): JSX.Element => {
  const desk = useDesk();
  const [name, setName] = createSignal('');
  const reading = createOnce(async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file === undefined) return;
    setName(file.name);
    props.onReport(null);
    const reply = await postFile<ImportReport>('/api/import', file, 'text/csv');
    // The same file may be chosen again after it was corrected.
    input.value = '';
    if (reply.status === 'answered') {
      desk.tell(null);
      props.onReport(reply.value);
    } else if (reply.status === 'refused') {
      desk.refuse(reply.refusal);
    } else {
      desk.tell({ level: 'stop', message: t.host.away, nextStep: t.products.importAgain });
    }
  });
  const words = (report: ImportReport): string =>
    t.products.report(report.rows, report.written, report.unchanged, report.rejected.length);
  return (
    <section class="card stack" aria-label={t.products.importTitle}>
      <div class="import-row">
        <label class="button">
          {t.products.importButton}
          <input
            class="only-heard"
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            disabled={reading.busy()}
            onChange={(event) => void reading.run(event.currentTarget)}
          />
        </label>
        <p class="quiet">{reading.busy() ? t.products.importing(name()) : t.products.importHint}</p>
      </div>
      <p role="status" class="report" classList={{ 'only-heard': props.report === null }}>
        {props.report === null ? '' : words(props.report)}
      </p>
      <Show when={(props.report?.rejected.length ?? 0) > 0}>
        <DataTable
          caption={t.products.badRows}
          columns={[
            { head: t.products.row, cell: (row: BadRow) => String(row.row), number: true },
            { head: t.products.why, cell: (row: BadRow) => row.reason },
          ]}
          rows={props.report?.rejected ?? []}
          empty={t.products.noBadRows}
        />
      </Show>
    </section>
  );
};
