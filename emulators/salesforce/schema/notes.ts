import {
  auditTrail,
  blob,
  checkbox,
  datetime,
  deletedFlag,
  integer,
  lookup,
  owner,
  picklist,
  READ_ONLY,
  REQUIRED,
  recordId,
  text,
  textArea,
} from './fields.ts';
import type { SObjectSpec } from './types.ts';

const ORDINARY = { createable: true, updateable: true, deletable: true, replicateable: true };
const COMPUTED = { ...READ_ONLY, permissionable: false };

const NOTE: SObjectSpec = {
  ...ORDINARY,
  name: 'Note',
  label: 'Note',
  labelPlural: 'Notes',
  keyPrefix: '002',
  fields: [
    recordId('Note'),
    deletedFlag(),
    lookup('ParentId', 'Parent ID', ['Account', 'Contact', 'Lead', 'Opportunity'], {
      ...REQUIRED,
      access: 'create',
      childRelationship: 'Notes',
      onParentDelete: 'cascade',
    }),
    text('Title', 'Title', 80, { ...REQUIRED, nameField: true }),
    checkbox('IsPrivate', 'Private', { permissionable: false }),
    textArea('Body', 'Body', 32_000, { permissionable: false }),
    owner(),
    ...auditTrail(),
  ],
};

const CONTENT_NOTE: SObjectSpec = {
  ...ORDINARY,
  replicateable: false,
  name: 'ContentNote',
  label: 'Note',
  labelPlural: 'Notes',
  keyPrefix: '069',
  feature: 'enhancedNotes',
  fields: [
    recordId('Note'),
    text('Title', 'Title', 255, { ...REQUIRED, nameField: true }),
    text('FileType', 'File Type', 20, { ...COMPUTED, defaultValue: 'SNOTE' }),
    text('TextPreview', 'Text Preview', 255, COMPUTED),
    integer('ContentSize', 'Size', COMPUTED),
    blob('Content', 'Note Content', { permissionable: false }),
    checkbox('IsReadOnly', 'Is Read Only', COMPUTED),
    // Of ContentVersion, which has no rows here: nothing but its change is of interest.
    text('LatestPublishedVersionId', 'Latest Published Version ID', 18, COMPUTED),
    datetime('ContentModifiedDate', 'Content Modified Date', COMPUTED),
    owner(),
    ...auditTrail(),
    deletedFlag(),
  ],
};

const DOCUMENT_LINK: SObjectSpec = {
  ...ORDINARY,
  replicateable: false,
  name: 'ContentDocumentLink',
  label: 'Content Document Link',
  labelPlural: 'Content Document Link',
  keyPrefix: '06A',
  mustFilterBy: ['ContentDocumentId', 'LinkedEntityId'],
  fields: [
    recordId('ContentDocumentLink'),
    lookup('LinkedEntityId', 'Linked Entity ID', ['Account', 'Contact', 'Lead', 'Opportunity', 'User'], {
      ...REQUIRED,
      access: 'create',
      childRelationship: 'ContentDocumentLinks',
      onParentDelete: 'cascade',
    }),
    lookup('ContentDocumentId', 'ContentDocument ID', 'ContentNote', {
      ...REQUIRED,
      access: 'create',
      childRelationship: 'ContentDocumentLinks',
      onParentDelete: 'cascade',
    }),
    picklist('ShareType', 'Share Type', ['V', 'C', 'I'], {
      length: 40,
      restrictedPicklist: true,
      defaultedOnCreate: true,
      defaultValue: 'V',
      permissionable: false,
    }),
    picklist('Visibility', 'Visibility', ['AllUsers', 'InternalUsers', 'SharedUsers'], {
      length: 40,
      restrictedPicklist: true,
      defaultedOnCreate: true,
      defaultValue: 'AllUsers',
      permissionable: false,
    }),
    ...auditTrail(),
    deletedFlag(),
  ],
};

/** Classic notes, enhanced notes and what ties the latter to records. */
export const NOTES: readonly SObjectSpec[] = [NOTE, CONTENT_NOTE, DOCUMENT_LINK];
