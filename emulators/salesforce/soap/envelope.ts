import { parseXml, XmlElement } from '@rgrove/parse-xml';

/** One request of the SOAP API: who calls, and what is asked for. Prefixes are left out of names. */
export interface Envelope {
  sessionId: string | null;
  operation: string;
  parameters: readonly Element[];
}

export interface Element {
  name: string;
  text: string;
  children: readonly Element[];
}

/** Reads an envelope; null for what is none. */
export function readEnvelope(text: string): Envelope | null {
  const root = rootOf(text);
  const header = root?.children.find(({ name }) => name === 'Header');
  const call = root?.children.find(({ name }) => name === 'Body')?.children[0];
  if (root?.name !== 'Envelope' || !call) return null;
  const session = header?.children.find(({ name }) => name === 'SessionHeader');
  const sessionId = session?.children.find(({ name }) => name === 'sessionId')?.text;
  return { sessionId: sessionId || null, operation: call.name, parameters: call.children };
}

function rootOf(text: string): Element | null {
  try {
    const { root } = parseXml(text);
    return root ? toElement(root) : null;
  } catch {
    return null;
  }
}

function toElement(node: XmlElement): Element {
  const children = node.children.filter((child) => child instanceof XmlElement).map(toElement);
  return { name: node.name.split(':').at(-1) ?? '', text: node.text.trim(), children };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string) => text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);

export const tag = (name: string, content: string) => `<${name}>${content}</${name}>`;
export const textTag = (name: string, text: string | null) =>
  text === null ? `<${name} xsi:nil="true"/>` : tag(name, escaped(text));

const NAMESPACES =
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

export function answerEnvelope(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ${NAMESPACES}><soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>`;
}

/** A fault: the whole request was refused. */
export function faultEnvelope(code: string, message: string): string {
  const detail = `<detail><sf:UnexpectedErrorFault>${textTag('sf:exceptionCode', code)}${textTag('sf:exceptionMessage', message)}</sf:UnexpectedErrorFault></detail>`;
  const fault = `${textTag('faultcode', `sf:${code}`)}${textTag('faultstring', `${code}: ${message}`)}${detail}`;
  return answerEnvelope(tag('soapenv:Fault', fault));
}
