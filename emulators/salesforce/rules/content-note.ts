import { makeId } from '../ids.ts';
import type { Row } from '../schema/types.ts';
import type { RecordRules, WriteScope } from './types.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

/** The text that a note in HTML shows. */
function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&([a-z]+|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The platform strips what could run in a browser, and line ends (object reference, ContentNote). */
const stripUnsafe = (html: string): string =>
  html
    .replace(/<(script|style|iframe|object)\b[^>]*>[\s\S]*?<\/\1>/gi, '')
    .replace(/\son\w+="[^"]*"/gi, '')
    .replace(/[\r\n]/g, '');

function readContent(draft: Row): void {
  const content = draft['Content'];
  if (typeof content !== 'string') {
    Object.assign(draft, { TextPreview: null, ContentSize: 0 });
    return;
  }
  const html = stripUnsafe(Buffer.from(content, 'base64').toString('utf8'));
  draft['Content'] = Buffer.from(html, 'utf8').toString('base64');
  draft['TextPreview'] = plainText(html).slice(0, 255);
  draft['ContentSize'] = Buffer.byteLength(html);
}

/** Notes are files: each save makes a version of its own, and only the newest is seen. */
function newVersion(draft: Row, { org, stamp }: WriteScope): void {
  draft['LatestPublishedVersionId'] = makeId('068', org.nextNumber('ContentVersion'));
  draft['ContentModifiedDate'] = stamp;
}

/** Enhanced notes: base64 of HTML in, a plain preview beside it (contract/salesforce.md §2). */
export const CONTENT_NOTE_RULES: RecordRules = {
  beforeInsert(draft, _given, scope) {
    draft['FileType'] = 'SNOTE';
    readContent(draft);
    newVersion(draft, scope);
  },
  beforeUpdate(draft, before, given, scope) {
    if (given.has('Content')) readContent(draft);
    if (draft['Content'] !== before['Content'] || draft['Title'] !== before['Title']) newVersion(draft, scope);
  },
};
