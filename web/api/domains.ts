// The addresses of the organisation, for its administrators.
import { queryOptions } from "@tanstack/react-query";
import { get, idempotent, post, remove } from "./client";
import type { DomainLeads, DomainProof, OrganisationAddress, OrganisationAddresses, PageOf } from "./types";

const DOMAINS = "/api/organisations/domains";

/** The start of every cache key of addresses. */
export const ADDRESSES_KEY = ["organisations", "domains"];

export const addressesQuery = queryOptions({
  queryKey: [...ADDRESSES_KEY, "list"],
  queryFn: ({ signal }) => get<OrganisationAddresses>(DOMAINS, { signal }),
});

/** Asks DNS: some seconds. */
export const leadsQuery = queryOptions({
  queryKey: [...ADDRESSES_KEY, "leads"],
  queryFn: ({ signal }) => get<PageOf<DomainLeads>>(`${DOMAINS}/leads`, { signal }),
  staleTime: 60_000,
});

const one = (host: string) => `${DOMAINS}/${encodeURIComponent(host)}`;

export const askDomain = (host: string) =>
  post<OrganisationAddress>(DOMAINS, { json: { host }, headers: idempotent() });
export const checkDomain = (host: string) => post<DomainProof>(`${one(host)}/check`);
export const removeDomain = (host: string) => remove(one(host));
