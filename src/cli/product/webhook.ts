/** What commands ask about the webhook registration, of which a Partner Center tenant has exactly one. */

/** `microsoft-connector`: an address of Logic Apps or Power Automate, as Microsoft's own connector registers it. */
export type RegistrationOwner = 'nobody' | 'ours' | 'microsoft-connector' | 'foreign';

export interface RegistrationReport {
  owner: RegistrationOwner;
  /** Without its query, which may hold the key of the address; null when nothing is registered. */
  url: string | null;
  events: readonly string[];
}

export interface WebhookStatus {
  registration: RegistrationReport;
  /** The address that this installation registers; null without publicUrl. */
  ours: string | null;
  /** Events that the settings name and that are not registered for this installation. */
  missing: readonly string[];
  /** Given back by a person: not taken again until `register`. */
  released: boolean;
  /** What was registered before this installation took over; `release` puts it back. */
  previous: RegistrationReport | null;
  /** Whether notices are forwarded to the previous address. */
  fanOut: boolean;
  /** Newest test notice that reached this installation. */
  lastTestAt: string | null;
}

export interface RegisterRequest {
  /** Null: those of the settings. */
  events: readonly string[] | null;
  /** Whether a foreign address may be replaced; null: as the settings say. */
  overwrite: boolean | null;
}

export interface RegisterReport {
  /** `left`: a foreign address is registered and was not replaced. */
  outcome: 'registered' | 'renewed' | 'overwritten' | 'left';
  before: RegistrationReport;
  after: RegistrationReport;
}

export interface ReleaseRequest {
  /** Address to register instead of the previous one. */
  to: string | null;
}

export interface ReleaseReport {
  /**
   * `restored`: the previous address; `given`: the address asked for; `emptied`: ours without events; `silenced`: ours for test events only,
   * because an empty list was refused; `not-ours`: nothing was done.
   */
  outcome: 'restored' | 'given' | 'emptied' | 'silenced' | 'not-ours';
  before: RegistrationReport;
  after: RegistrationReport;
}

export interface TestReport {
  received: boolean;
  correlationId: string;
  /** Until the notice was here, or until it was given up. */
  ms: number;
  /** Microsoft's own record of its attempts. */
  attempts: readonly { at: string | null; code: string | null; message: string | null }[];
  /** Why it did not come, when it did not. */
  cause: { message: string; remedy: string } | null;
}

export interface WebhookDesk {
  status(): Promise<WebhookStatus>;
  register(request: RegisterRequest): Promise<RegisterReport>;
  release(request: ReleaseRequest): Promise<ReleaseReport>;
  /** Has a test notice sent and waits for it; a connector must be running on the same store. */
  test(request: { withinMs: number; signal?: AbortSignal }): Promise<TestReport>;
  close(): Promise<void>;
}
