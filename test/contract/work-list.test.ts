import { inject } from 'vitest';
import { memoryImplementation, postgresImplementation, sqliteImplementation } from './store/implementations.ts';
import { describeImplementation } from './store/suite.ts';
import { keyCases } from './work-list/key-cases.ts';
import { laneCases } from './work-list/lane-cases.ts';
import { leaseCases } from './work-list/lease-cases.ts';

const ONE_PROCESS = 'it lives in its process';

const suite = {
  port: 'WorkList',
  cases: { ...keyCases, ...laneCases, ...leaseCases },
  exceptions: {
    memory: {
      'leaves the leases of a living process alone at the start of another': ONE_PROCESS,
      'wakes other processes': ONE_PROCESS,
    },
    postgres: {
      'frees everybody’s leases at start when no other process can hold one': 'processes on other hosts may be alive',
    },
  },
};

describeImplementation(memoryImplementation(), suite);
describeImplementation(sqliteImplementation(), suite);
describeImplementation(await postgresImplementation(inject('postgresUrl')), suite);
