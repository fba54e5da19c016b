import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { EXPORT_AGAIN, type ExportedVariable, importError, valueText } from './variables.ts';

/** Environment variables anywhere in a file of a solution: one definition alone, or many within `customizations.xml`. */
export function readXml(text: string, file: string): readonly ExportedVariable[] {
  return [...elementsIn(rootOf(text, file))].flatMap((element) => {
    if (!/^environmentvariable(definition|value)$/i.test(element.name)) return [];
    const name = attributeOf(element, 'schemaname');
    return name === null ? [] : [{ name, value: valueIn(element), place: `${file} ${name}` }];
  });
}

/** The unique name of the solution whose manifest this is. */
export function readSolutionName(text: string, file: string): string | null {
  const found = [...elementsIn(rootOf(text, file))].find(({ name }) => name === 'UniqueName');
  return valueText(found?.text);
}

function rootOf(text: string, file: string): XmlElement {
  try {
    const { root } = parseXml(text);
    if (root) return root;
    throw new Error('it is empty');
  } catch (cause) {
    // The parser shows the faulty line below its message; the first line says all.
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw importError('import-unreadable', {
      message: `${file} is not valid XML: ${reason}. Nothing was imported.`,
      remedy: EXPORT_AGAIN,
      place: file,
      cause,
    });
  }
}

function* elementsIn(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) if (child instanceof XmlElement) yield* elementsIn(child);
}

/** The current value, which may stand within the definition, else the default. */
function valueIn(definition: XmlElement): string | null {
  const within = [...elementsIn(definition)];
  const textOf = (name: string) => valueText(within.find((each) => each.name.toLowerCase() === name)?.text);
  return textOf('value') ?? textOf('defaultvalue') ?? valueText(attributeOf(definition, 'defaultvalue'));
}

function attributeOf({ attributes }: XmlElement, name: string): string | null {
  const found = Object.entries(attributes).find(([key]) => key.toLowerCase() === name);
  return found ? found[1].trim() : null;
}
