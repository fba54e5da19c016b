import { CosellError } from '../../../core/errors.ts';
import type { InstallContext } from './context.ts';

/** A solution file, to be imported into another environment. */
export interface SolutionFile {
  /** As Microsoft's own tools name it: `CosellConnector_1_0_0_0_managed.zip`. */
  name: string;
  managed: boolean;
  bytes: Uint8Array;
}

/** Packs the solution as it is in the environment. A managed one can be removed as a whole and is not changed by hand: for test and production. */
export async function exportSolution(
  { admin, pack }: Pick<InstallContext, 'admin' | 'pack'>,
  managed: boolean,
): Promise<SolutionFile> {
  const { uniqueName, version } = pack.solution;
  const answer = await admin.act('ExportSolution', { SolutionName: uniqueName, Managed: managed });
  const file = answer['ExportSolutionFile'];
  if (typeof file !== 'string' || file === '') {
    throw new CosellError({
      code: 'dynamics-export-empty',
      recovery: 'bad-input',
      message: 'Dynamics 365 answered no solution file.',
      remedy: 'Run the command again; if it stays so, export the solution in the maker portal.',
      place: uniqueName,
    });
  }
  const name = `${uniqueName}_${version.replaceAll('.', '_')}${managed ? '_managed' : ''}.zip`;
  return { name, managed, bytes: Buffer.from(file, 'base64') };
}
