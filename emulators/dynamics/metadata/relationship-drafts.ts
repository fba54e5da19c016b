import { unsupported } from '../../kit/unsupported.ts';
import type { Organisation } from '../organisation.ts';
import type { Body } from '../records/draft.ts';
import { refuse } from '../refusal.ts';
import type { Relationship, Table } from '../schema/types.ts';
import { typeIn } from './column-drafts.ts';
import type { RelationshipDraft } from './define.ts';
import {
  customName,
  invalidDefinition,
  labelIn,
  partOf,
  required,
  requiredLevelIn,
  textIn,
} from './definition-body.ts';

const DELETE_KINDS: readonly string[] = ['Cascade', 'RemoveLink', 'Restrict', 'NoCascade'];

function tableNamed(org: Organisation, body: Body, name: string): Table {
  const wanted = required(textIn(body, name), name);
  const table = org.schema.tables.get(wanted);
  if (!table) throw refuse(404, '0x80040217', `Could not find an entity with the id or name '${wanted}'.`);
  return table;
}

function deletionIn(body: Body): Relationship['cascadeDelete'] {
  const kind = textIn(partOf(body, 'CascadeConfiguration'), 'Delete') ?? 'RemoveLink';
  if (!DELETE_KINDS.includes(kind)) throw invalidDefinition(`The cascade '${kind}' is not valid.`);
  return kind as Relationship['cascadeDelete'];
}

/** The 1:N relationship that a definition makes, with its lookup column. */
export function relationshipDraft(org: Organisation, body: Body): RelationshipDraft {
  const type = typeIn(body);
  if (type !== 'OneToManyRelationshipMetadata') throw unsupported(`relationships of type ${type}`);
  const referenced = tableNamed(org, body, 'ReferencedEntity');
  const referencing = tableNamed(org, body, 'ReferencingEntity');
  const attribute = textIn(body, 'ReferencedAttribute') ?? referenced.primaryId;
  if (attribute !== referenced.primaryId) {
    throw invalidDefinition(`The ReferencedAttribute must be the primary key '${referenced.primaryId}'.`);
  }
  const lookup = partOf(body, 'Lookup');
  const schemaName = customName(lookup);
  const name = schemaName.toLowerCase();
  const relationshipName = customName(body);
  const description = labelIn(lookup, 'Description');
  return {
    relationship: {
      schemaName: relationshipName,
      referencedTable: referenced.logicalName,
      referencingTable: referencing.logicalName,
      referencingColumn: name,
      collectionNavigation: textIn(body, 'ReferencedEntityNavigationPropertyName') ?? relationshipName,
      cascadeDelete: deletionIn(body),
    },
    column: {
      logicalName: name,
      schemaName,
      label: labelIn(lookup, 'DisplayName') ?? schemaName,
      ...(description === undefined ? {} : { description }),
      required: requiredLevelIn(lookup) ?? 'none',
      create: true,
      update: true,
      read: true,
      custom: true,
    },
    // Custom lookups are navigated by their schema name, whose case counts.
    navigation: textIn(body, 'ReferencingEntityNavigationPropertyName') ?? schemaName,
  };
}
