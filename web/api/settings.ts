// What administrators choose for their organisation, and what everybody is told of what is recorded about them.
import { queryOptions } from "@tanstack/react-query";
import { get, put } from "./client";
import type { Organisation, OrganisationTool, PageOf, Recorded, Retention } from "./types";

const BASE = "/api/organisations";

export const toolsQuery = queryOptions({
  queryKey: ["organisations", "tools"],
  queryFn: ({ signal }) => get<PageOf<OrganisationTool>>(`${BASE}/tools`, { signal }),
});

export const switchTool = (tool: string, on: boolean) =>
  put<Organisation>(`${BASE}/tools/${encodeURIComponent(tool)}`, { json: { on } });

export const retentionQuery = queryOptions({
  queryKey: ["organisations", "retention"],
  queryFn: ({ signal }) => get<PageOf<Retention>>(`${BASE}/retention`, { signal }),
});

export const changeRetention = (rule: string, days: number) =>
  put<Retention>(`${BASE}/retention/${encodeURIComponent(rule)}`, { json: { days } });

export const recordedQuery = queryOptions({
  queryKey: ["organisations", "recorded"],
  queryFn: ({ signal }) => get<PageOf<Recorded>>(`${BASE}/recorded`, { signal }),
});
