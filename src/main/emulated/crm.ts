import type { ServiceFacts } from '../../cli/product/dev.ts';
import type { SideFiles } from '../../config/dev-settings.ts';
import type { SettingsInput } from '../../config/schema.ts';

/** An emulated CRM that a connector can be put beside. */
export interface EmulatedCrm {
  facts: ServiceFacts;
  /** How it stands in the settings. */
  connection: Partial<Omit<SettingsInput['connections'], 'partnerCenter'>>;
  mapping: Pick<SettingsInput, 'salesforce' | 'dynamics'>;
  /** What the settings refer to. */
  files: SideFiles;
  /** Acts of its people worth trying. */
  tries: readonly { title: string; command: string }[];
  close(): Promise<void>;
}

/** A line that has somebody do something in an emulated system. */
export function actOf(url: string, action: string, body: object): string {
  return `curl -s -X POST ${url}/_emulator/people/${action} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}
