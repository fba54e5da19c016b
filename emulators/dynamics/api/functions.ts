import type { ApiAnswer, Call, Resource } from './call.ts';
import { isNamed, matchSteps } from './steps.ts';

function whoAmI({ org, caller, root }: Call): ApiAnswer {
  return {
    status: 200,
    body: {
      '@odata.context': `${root}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
      BusinessUnitId: org.businessUnitId,
      UserId: caller.userId,
      OrganizationId: org.world.organization.id,
    },
  };
}

function version({ root }: Call): ApiAnswer {
  const context = `${root}/$metadata#Microsoft.Dynamics.CRM.RetrieveVersionResponse`;
  return { status: 200, body: { '@odata.context': context, Version: '9.2.26101.00143' } };
}

const unbound = (operation: string, name: string, answer: Resource['answer']): Resource => ({
  operation,
  kind: 'read',
  method: 'GET',
  matches: matchSteps(isNamed(name)),
  answer,
});

/** Functions that belong to no row. */
export const FUNCTION_RESOURCES: readonly Resource[] = [
  unbound('who-am-i', 'WhoAmI', whoAmI),
  unbound('retrieve-version', 'RetrieveVersion', version),
];
