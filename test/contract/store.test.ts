import { inject } from 'vitest';
import { memoryImplementation, postgresImplementation, sqliteImplementation } from './store/implementations.ts';
import { linkCases } from './store/link-cases.ts';
import { recordCases } from './store/record-cases.ts';
import { describeImplementation } from './store/suite.ts';
import { transactionCases } from './store/transaction-cases.ts';

const suite = {
  port: 'Store',
  cases: { ...transactionCases, ...linkCases, ...recordCases },
  exceptions: {
    memory: {
      'keeps everything when it is opened again': 'it lives in its process',
      'shows changes to another process that has it open': 'it lives in its process',
    },
  },
};

describeImplementation(memoryImplementation(), suite);
describeImplementation(sqliteImplementation(), suite);
describeImplementation(await postgresImplementation(inject('postgresUrl')), suite);
