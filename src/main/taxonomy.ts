import type * as Cli from '../cli/product/taxonomy.ts';
import { productFolder } from '../cli/product-version.ts';
import type { LoadedSettings } from '../config/load.ts';
import { loadTaxonomy, type TaxonomyPlace, taxonomyFile } from '../config/taxonomy.ts';
import { isValidOn, remarksOn, type Taxonomy } from '../core/model/taxonomy.ts';
import { productNamed } from './crm/kinds.ts';

export function taxonomyPlace({ settings, folder }: LoadedSettings): TaxonomyPlace {
  return { named: settings.deals.taxonomy, folder, productFolder: productFolder() };
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export const taxonomyTools: Cli.TaxonomyTools = {
  async read(loaded) {
    const place = taxonomyPlace(loaded);
    const taxonomy = await loadTaxonomy(place);
    const { version, reviewBy } = taxonomy;
    return {
      file: taxonomyFile(place),
      version,
      reviewBy,
      entries: entriesOf(taxonomy),
      remarks: remarksOn(taxonomy, today()),
    };
  },
  async plan(loaded, request) {
    const { report } = await planned(loaded, request);
    return report;
  },
  async apply(loaded, request) {
    const { report, tool } = await planned(loaded, request);
    await tool.apply(report.steps);
    return report;
  },
};

async function planned(loaded: LoadedSettings, { connection, deactivateOthers }: Cli.TaxonomyRequest) {
  const taxonomy = await loadTaxonomy(taxonomyPlace(loaded));
  const tool = await productNamed(loaded, connection).taxonomy();
  const steps = await tool.plan(taxonomy, { today: today(), deactivateOthers });
  const report: Cli.TaxonomyPlanReport = { version: taxonomy.version, steps, remarks: remarksOn(taxonomy, today()) };
  return { report, tool };
}

function entriesOf({ roles, areas }: Taxonomy): readonly Cli.TaxonomyLine[] {
  const day = today();
  return [
    ...roles.map((role) => ({ kind: 'role' as const, area: null, ...role, valid: isValidOn(role, day) })),
    ...areas.flatMap(({ plays, ...area }) => [
      { kind: 'area' as const, area: null, ...area, valid: isValidOn(area, day) },
      ...plays.map((play) => ({
        kind: 'play' as const,
        area: area.name,
        ...play,
        valid: isValidOn(play, day) && isValidOn(area, day),
      })),
    ]),
  ];
}
