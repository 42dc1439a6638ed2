import { For, type JSX, Show } from 'solid-js';
import './data-table.css';

export type Column<Row> = {
  readonly head: string;
  readonly cell: (row: Row) => JSX.Element;
  /** Numbers stand at the end of their column. */
  readonly number?: boolean;
};

/** Rows under heads. The first column names the row for screen readers. */
export const DataTable = <Row,>(props: {
  readonly caption: string;
  /** Keep the caption for screen readers only. */
  readonly hideCaption?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What stands there when there is no row. */
  readonly empty: string;
}): JSX.Element => (
  <div class="data-table-frame" tabIndex={0} role="group" aria-label={props.caption}>
    <table class="data-table">
      <caption classList={{ 'only-heard': props.hideCaption === true }}>{props.caption}</caption>
      <thead>
        <tr>
          <For each={props.columns}>
            {(column) => (
              <th scope="col" classList={{ 'is-number': column.number === true }}>
                {column.head}
              </th>
            )}
          </For>
        </tr>
      </thead>
      <tbody>
        <Show when={props.rows.length === 0}>
          <tr>
            <td class="is-empty" colSpan={props.columns.length}>
              {props.empty}
            </td>
          </tr>
        </Show>
        <For each={props.rows}>
          {(row) => (
            <tr>
              <For each={props.columns}>
                {(column) => <td classList={{ 'is-number': column.number === true }}>{column.cell(row)}</td>}
              </For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  </div>
);
