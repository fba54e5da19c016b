/** A solution that deals can be about, as a list of solutions names it. */
export interface CatalogEntry {
  /** Such as SOL-12345-ABC, or a GUID for solutions of Microsoft. */
  identifier: string;
  name: string;
  /** Of Microsoft or of a partner; null: not told. */
  type: '1P' | '3P' | null;
  publisher: string | null;
}
