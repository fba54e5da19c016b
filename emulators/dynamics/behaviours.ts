import { defineBehaviours } from '../kit/behaviours.ts';
import { CHANGE_BEHAVIOURS } from './behaviours/changes.ts';
import { CUSTOMIZING_BEHAVIOURS } from './behaviours/customizing.ts';
import { EXTENSION_BEHAVIOURS } from './behaviours/extensions.ts';
import { PLATFORM_BEHAVIOURS } from './behaviours/platform.ts';
import { READ_BEHAVIOURS } from './behaviours/reads.ts';
import { WRITE_BEHAVIOURS } from './behaviours/writes.ts';

/** What the emulator does; the numbers follow the checklist of contract/dataverse.md §7. */
export const dynamicsBehaviours = defineBehaviours({
  emulator: 'Dynamics 365 / Dataverse',
  behaviours: [
    ...READ_BEHAVIOURS,
    ...WRITE_BEHAVIOURS,
    ...CHANGE_BEHAVIOURS,
    ...EXTENSION_BEHAVIOURS,
    ...CUSTOMIZING_BEHAVIOURS,
    ...PLATFORM_BEHAVIOURS,
  ],
  refuses: [
    { what: 'OAuth grants other than client credentials', why: 'the connector acts as an application user' },
    { what: '$apply, FetchXML and saved queries', why: 'nothing in a connector aggregates in the CRM' },
    { what: 'Products, price lists and quotes', why: 'a deal is worth what its estimated value says' },
    { what: 'global option sets', why: 'every choice of a connector is its own' },
    {
      what: 'importing steps and service endpoints with a solution file',
      why: 'they belong to one environment, and the connector sets them up there',
    },
    {
      what: 'Throttling by the number of concurrent requests',
      why: 'requests are answered one after the other; a fault rule of kind throttle plays it',
    },
    { what: 'many-to-many relationships', why: 'no co-sell column needs one' },
  ],
});

export type DynamicsSwitch = (typeof dynamicsBehaviours)['behaviours'][number]['id'];
