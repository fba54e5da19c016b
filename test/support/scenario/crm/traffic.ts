import type { SettingsInput } from '../../../../src/config/schema.ts';
import type { PassingRequest } from '../../proxy.ts';
import type { CrmName } from './kinds.ts';

/** What the connector does by a request. A look may need several: the first begins it, the others belong to it. */
export type RequestKind = 'sign-in' | 'look' | 'part-of-look' | 'read' | 'write';

/** What the connector sends to a CRM, as it passes a proxy. */
export interface CrmTraffic {
  /** Changes the addresses in the settings under which the connector finds the CRM; they have one origin. */
  reroute(settings: SettingsInput, through: (address: string) => string): void;
  kindOf(request: PassingRequest): RequestKind;
}

const salesforce: CrmTraffic = {
  reroute({ connections: { salesforce: connection } }, through) {
    if (connection) connection.loginUrl = through(connection.loginUrl);
  },
  kindOf({ method, path, body }) {
    if (path.includes('/oauth2/')) return 'sign-in';
    if (/(SystemModstamp|LastModifiedDate)%20%3E%3D/.test(body)) return 'look';
    if (method === 'GET') return 'read';
    const isReading =
      method === 'POST' && body.includes('compositeRequest') && !/"method":"(POST|PATCH|DELETE)"/.test(body);
    return isReading ? 'read' : 'write';
  },
};

/** What is found by its time belongs to a look, which begins with the change token of the opportunities. */
const dynamics: CrmTraffic = {
  reroute({ connections: { dynamics: connection } }, through) {
    if (!connection) return;
    connection.url = through(connection.url);
    if (connection.authority !== undefined) connection.authority = through(connection.authority);
  },
  kindOf({ method, path, body }) {
    if (path.includes('/oauth2/')) return 'sign-in';
    if (path.includes('deltatoken=')) return path.includes('/opportunities?') ? 'look' : 'part-of-look';
    if (/modifiedon(%20| |\+)ge/.test(path + body)) return 'part-of-look';
    if (method === 'GET') return 'read';
    return path.endsWith('/$batch') && !/^(POST|PATCH|DELETE) /m.test(body) ? 'read' : 'write';
  },
};

export const TRAFFIC: Readonly<Record<CrmName, CrmTraffic>> = { salesforce, dynamics };
