/** The mappings that connectors on the store have worked with. */
export interface MappingHistory {
  /** Of the settings at hand. */
  present: string;
  /** Newest first. */
  versions: readonly MappingUse[];
}

export interface MappingUse {
  /** Counts the changes on this store. */
  number: number;
  version: string;
  /** Version of the product that first used it. */
  cosell: string;
  since: string;
}

export interface MappingDesk {
  mappingHistory(): Promise<MappingHistory>;
}
