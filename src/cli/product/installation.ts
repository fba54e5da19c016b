import type { DealRegistrationDesk } from './deal-registration.ts';
import type { DealDesk } from './deals.ts';
import type { MappingDesk } from './mapping.ts';
import type { ParkedDesk } from './parked.ts';
import type { PassDesk } from './passes.ts';
import type { PlanDesk } from './plan.ts';
import type { ShadowDesk } from './shadow.ts';
import type { StatusDesk } from './status.ts';

/** What commands ask of an installation. Store and connections are open until it is closed. */
export interface Installation
  extends StatusDesk,
    DealDesk,
    PassDesk,
    PlanDesk,
    DealRegistrationDesk,
    ShadowDesk,
    ParkedDesk,
    MappingDesk {
  close(): Promise<void>;
}
