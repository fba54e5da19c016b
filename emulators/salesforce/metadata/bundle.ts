import { unzipSync } from 'fflate';
import { unsupported } from '../../kit/unsupported.ts';
import { refuse } from '../refusal.ts';
import { type ComponentTypeName, componentType, isKnownElsewhere } from './component-types.ts';
import { ComponentProblem } from './problem.ts';
import { childOf, childrenOf, type Element, readXml, textOf } from './xml.ts';

/** A component that a package names. */
export interface Member {
  type: ComponentTypeName;
  fullName: string;
}

export interface Failure {
  componentType: string;
  fullName: string;
  fileName: string;
  problem: string;
}

/** What a deployment brings: components to create or change with their XML, and components to delete. */
export interface Bundle {
  components: readonly (Member & { fileName: string; element: Element })[];
  deletions: readonly Member[];
  /** When the deletions take place. */
  deleteFirst: boolean;
  failures: readonly Failure[];
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function unzip(bytes: Uint8Array): Map<string, string> {
  try {
    const entries = Object.entries(unzipSync(bytes)).filter(([path]) => !path.endsWith('/'));
    return new Map(entries.map(([path, content]) => [path, text(content)]));
  } catch {
    throw refuse('INVALID_INPUT', 'The request does not hold a zip file in the part "file".');
  }
}

/** The members a manifest names. Wildcards and types that are not emulated are gaps, unknown types a failure. */
function readManifest(file: string, xml: string, failures: Failure[]): Member[] {
  const failed = (problem: string) => {
    failures.push({ componentType: '', fullName: file, fileName: file, problem });
    return [];
  };
  let root: Element;
  try {
    root = readXml(xml);
  } catch (error) {
    if (error instanceof ComponentProblem) return failed(error.message);
    throw error;
  }
  if (textOf(root, 'version') === undefined) return failed('Required field is missing: version');
  return childrenOf(root, 'types').flatMap((types) => {
    const name = textOf(types, 'name') ?? '';
    const type = componentType(name);
    if (!type && isKnownElsewhere(name)) throw unsupported(`the metadata type ${name}`);
    if (!type) return failed(`Unknown type name '${name}' specified in ${file}`);
    const members = childrenOf(types, 'members').map((member) => member.text);
    if (members.includes('*')) throw unsupported('the wildcard * in package.xml');
    return members.map((fullName) => ({ type: type.name, fullName }));
  });
}

/** The element of the file that holds the member; undefined when the file lacks it. */
function find({ type, fullName }: Member, root: Element): Element | undefined {
  const { within } = componentType(type) ?? {};
  if (within === undefined) return root;
  const [, name] = fullName.split('.');
  return childrenOf(root, within).find((element) => childOf(element, 'fullName')?.text === name);
}

interface ReadFiles {
  roots: Map<string, Element>;
  failures: Failure[];
}

function readFiles(files: ReadonlyMap<string, string>, failures: Failure[]): ReadFiles {
  const roots = new Map<string, Element>();
  for (const [fileName, content] of files) {
    try {
      roots.set(fileName, readXml(content));
    } catch (error) {
      if (!(error instanceof ComponentProblem)) throw error;
      failures.push({ componentType: '', fullName: fileName, fileName, problem: error.message });
    }
  }
  return { roots, failures };
}

const DESTRUCTIVE = ['destructiveChanges.xml', 'destructiveChangesPre.xml', 'destructiveChangesPost.xml'];

/** Reads the zip of a deployment. Throws for what is no such zip and for what the emulator does not know. */
export function readBundle(bytes: Uint8Array): Bundle {
  const files = unzip(bytes);
  const manifest = files.get('package.xml');
  if (manifest === undefined) throw refuse('INVALID_INPUT', 'No package.xml found');
  files.delete('package.xml');
  const failures: Failure[] = [];
  const members = readManifest('package.xml', manifest, failures);
  const destructive = DESTRUCTIVE.filter((name) => files.has(name));
  if (destructive.length > 1) throw unsupported('several files of destructive changes in one deployment');
  const [deletionFile = ''] = destructive;
  const deletions = deletionFile ? readManifest(deletionFile, manifestOf(files, deletionFile), failures) : [];
  files.delete(deletionFile);
  const { roots } = readFiles(files, failures);
  const named = new Set(members.map(({ type, fullName }) => componentType(type)?.fileOf(fullName)));
  const stray = [...files.keys()].find((file) => !named.has(file));
  if (stray !== undefined) throw unsupported(`files that package.xml does not name (${stray})`);
  const components = members.flatMap((member) => {
    const fileName = componentType(member.type)?.fileOf(member.fullName) ?? '';
    const root = roots.get(fileName);
    const element = root && find(member, root);
    if (element) return [{ ...member, fileName, element }];
    const problem = `An object '${member.fullName}' of type ${member.type} was named in package.xml, but was not found in zipped directory`;
    if (!failures.some((failure) => failure.fileName === fileName))
      failures.push({ componentType: member.type, fullName: member.fullName, fileName, problem });
    return [];
  });
  return { components, deletions, deleteFirst: deletionFile !== 'destructiveChangesPost.xml', failures };
}

/** Destructive changes need no version of their own. */
function manifestOf(files: ReadonlyMap<string, string>, name: string): string {
  const xml = files.get(name) ?? '';
  return xml.includes('<version>') ? xml : xml.replace('</Package>', '<version>66.0</version></Package>');
}
