import { quoted, type Compiled } from './compiled.js';
import { refuse } from './problem.js';
import { ANYTHING, type SqlType } from './types.js';

/** A column that an expression may name. */
export interface ScopeColumn {
  /** Absent for a column that a USING made one of two. */
  readonly table?: string;
  readonly name: string;
  readonly type: SqlType;
}

/** What names mean at one place of a statement. */
export class Scope {
  /** @param open a table whose columns nobody told: any name may be one of its. */
  constructor(
    readonly columns: readonly ScopeColumn[],
    readonly open: boolean,
    readonly outer?: Scope,
  ) {}

  static readonly EMPTY = new Scope([], false);

  /** Names that hide all others: the parameters of a lambda. */
  within(names: readonly string[], types: readonly SqlType[]): Scope {
    return new Scope(
      names.map((name, index) => ({ name, type: types[index] ?? ANYTHING })),
      false,
      this,
    );
  }

  find(table: string | undefined, name: string, at: number): Compiled {
    const found = this.columns.filter((column) => column.name === name && (table === undefined || column.table === table));
    if (found.length > 1)
      refuse(at, `'${name}' is a column of ${found.map((column) => column.table).join(' and of ')}: say of which`, 'AMBIGUOUS_NAME');
    const [column] = found;
    if (column !== undefined) {
      return { sql: column.table === undefined ? quoted(name) : `${quoted(column.table)}.${quoted(name)}`, type: column.type };
    }
    if (this.open) return { sql: table === undefined ? quoted(name) : `${quoted(table)}.${quoted(name)}`, type: ANYTHING };
    if (this.outer !== undefined) return this.outer.find(table, name, at);
    const known = [...new Set(this.columns.map((one) => one.name))];
    return refuse(
      at,
      `there is no column '${table === undefined ? name : `${table}.${name}`}'${known.length === 0 ? '' : `; there are ${known.join(', ')}`}`,
      'COLUMN_NOT_FOUND',
    );
  }

  /** The fields of a row are not known beside those of tables: `a.b` is a column of a table. */
  hasTable(table: string): boolean {
    return this.open || this.columns.some((column) => column.table === table) || this.outer?.hasTable(table) === true;
  }
}
