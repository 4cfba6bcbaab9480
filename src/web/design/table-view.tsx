import { DASHBOARD } from '../strings';
import { type Table, toCsv } from './csv';
import { saveFile } from './save-file';

/** The table behind a chart, and its download. @param name of the file, without extension */
export function TableView({ table, name }: { readonly table: Table; readonly name: string }) {
  return (
    <details class="table-view">
      <summary>{DASHBOARD.table}</summary>
      <button
        type="button"
        class="button"
        onClick={() => saveFile(new Blob([toCsv(table)], { type: 'text/csv' }), `${name}.csv`)}
      >
        {DASHBOARD.csv}
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="table-view__rows" tabIndex={0} aria-label={DASHBOARD.table}>
        <table>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <Row key={row[0]} row={row} />
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function Row({ row: [first, ...others] }: { readonly row: Table['rows'][number] }) {
  return (
    <tr>
      <th scope="row">{first}</th>
      {others.map((value, i) => (
        <td key={i}>{value}</td>
      ))}
    </tr>
  );
}
