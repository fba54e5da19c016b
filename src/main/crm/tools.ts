import type { CrmTools } from '../../cli/product/crm.ts';
import { productNamed } from './kinds.ts';

/** Setting up a CRM, without store and connector. */
export const crmTools: CrmTools = {
  fields: async (loaded, { connection, refused }) => productNamed(loaded, connection).fields(refused),
  plan: async (loaded, request) => productNamed(loaded, request.connection).plan(request),
  install: async (loaded, request) => productNamed(loaded, request.connection).install(request),
  exportPackage: async (loaded, request) => productNamed(loaded, request.connection).exportPackage(request),
  uninstall: async (loaded, request) => productNamed(loaded, request.connection).uninstall(request),
};
