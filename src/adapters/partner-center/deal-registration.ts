import type { DealView, Solution } from '../../core/model/deal.ts';
import type { DealRegistration } from '../../core/model/registration.ts';
import type { PatchOperation } from './bindings.ts';

/** The only kind of registration that the API takes (contract/partner-center.md §4.6). */
const TYPE = 'AzureIPCoSell';

/** The operation that registers a won deal. A referral that is closed takes nothing else. */
export function registrationOperation(
  registration: DealRegistration,
  solution: Solution,
  deal: DealView,
): PatchOperation {
  const { signedOn, startsOn, endsOn, perpetual, deployedOn, pricing, marketplaceOn } = registration;
  const currency = registration.currency ?? deal.currency ?? null;
  const value = Number(registration.value ?? 0);
  const marketplace = {
    isMarketplaceTransacted: marketplaceOn !== null,
    ...(marketplaceOn === null ? {} : { marketplaceTransactionDateTime: instant(marketplaceOn) }),
  };
  return {
    op: 'add',
    path: '/registrations/-',
    value: {
      type: TYPE,
      solutionDetails: [
        {
          id: solution.id,
          value,
          currency,
          // A registration is for what runs on Azure; anything else is closed without one.
          isDeployedOnAzure: true,
          primaryDeploymentOn: deployedOn === 'partner' ? 'Partner' : 'Customer',
          pricingModel: pricing === 'pay-as-you-go' ? 'PayAsYouGo' : 'Other',
          marketplaceTransactionDetails: marketplace,
        },
      ],
      contract: {
        value,
        currency,
        term: perpetual ? 'Perpetual' : 'Finite',
        signDateTime: instant(signedOn),
        startDateTime: instant(startsOn),
        ...(perpetual ? {} : { endDateTime: instant(endsOn) }),
      },
    },
  };
}

function instant(day: string | null): string | null {
  return day === null ? null : `${day}T00:00:00Z`;
}
