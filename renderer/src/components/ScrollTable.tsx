import type { ReactNode } from 'react';

/** Id of a column that holds what can be done with a row. */
const ACTIONS = 'acts';

export interface ScrollTableProps {
  readonly label: string;
  readonly columns: readonly { readonly id: string; readonly name: ReactNode; readonly isNumber?: boolean }[];
  readonly children: ReactNode;
}

/** A table that scrolls sideways by itself, reachable by key, where the window is too narrow for it. */
export function ScrollTable({ label, columns, children }: ScrollTableProps) {
  return (
    <div className="scroll-table" role="group" aria-label={label} tabIndex={0}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={
                  column.isNumber === true ? 'cell-number' : column.id === ACTIONS ? 'cell-actions' : undefined
                }
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
