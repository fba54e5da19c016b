import type { CheckReport } from '../../cli/product/doctor.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { loadTaxonomy } from '../../config/taxonomy.ts';
import { asCosellError } from '../../core/errors.ts';
import { remarksOn } from '../../core/model/taxonomy.ts';
import { taxonomyPlace, today } from '../taxonomy.ts';
import { broken, type CheckSubject, ok, remark } from './check.ts';

const TAXONOMY: CheckSubject = {
  id: 'taxonomy',
  area: 'crm',
  title: 'Partner roles, solution areas and plays',
  rows: ['R71'],
};

/** Whether the list of services co-sell can be read and is of today. */
export async function examineTaxonomy(loaded: LoadedSettings): Promise<CheckReport> {
  try {
    const taxonomy = await loadTaxonomy(taxonomyPlace(loaded));
    const [first, ...others] = remarksOn(taxonomy, today());
    if (!first) return ok(TAXONOMY, `${taxonomy.version}, to be reviewed by ${taxonomy.reviewBy}.`);
    return remark(TAXONOMY, { ...first, message: [first, ...others].map(({ message }) => message).join(' ') });
  } catch (thrown) {
    return broken(TAXONOMY, asCosellError(thrown));
  }
}
