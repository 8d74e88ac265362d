/** One step of the schema. Steps are only ever added; a released one is never changed. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
