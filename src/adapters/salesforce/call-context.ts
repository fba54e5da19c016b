export interface CallContext {
  /** One word for metrics and errors: `list`, `read`, `create`, `update`. */
  kind: string;
  signal?: AbortSignal | undefined;
}
