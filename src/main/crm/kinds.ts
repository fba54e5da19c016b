import { type CrmKind, type CrmSettings, crmNamed, crmsOf } from '../../config/crms.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { dynamics } from './dynamics/product.ts';
import type { CrmKindOf, CrmProduct } from './kind.ts';
import { salesforce } from './salesforce/product.ts';

/** The CRMs that the product knows. A new one is a folder beside this file and a line here. */
const KINDS: { readonly [Kind in CrmKind]: CrmKindOf<Kind> } = { salesforce, dynamics };

/** What the product does with this CRM. */
export function productOf<Kind extends CrmKind>(loaded: LoadedSettings, crm: CrmSettings<Kind>): CrmProduct {
  return KINDS[crm.kind].product(loaded, crm);
}

/** What it does with the CRM of that name; without a name, the only one. Throws `crm-unknown`. */
export function productNamed(loaded: LoadedSettings, name: string | null): CrmProduct {
  return productOf(loaded, crmNamed(loaded.settings, name));
}

/** Every CRM of the settings with its product. */
export function productsOf(loaded: LoadedSettings) {
  return crmsOf(loaded.settings).map((crm) => ({ crm, product: productOf(loaded, crm) }));
}

/** As people call this CRM: with its name where that says more. */
export function titleOf({ kind, name }: CrmSettings): string {
  const { title } = KINDS[kind];
  return name === kind ? title : `${title} (${name})`;
}
