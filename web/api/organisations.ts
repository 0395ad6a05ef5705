// Operations of the organisations tool.
import { queryOptions } from "@tanstack/react-query";
import { get, patch, post, put, remove } from "./client";
import type { Organisation, OrganisationChange, Setup } from "./types";

const CURRENT = "/api/organisations/current";

export const organisationQuery = queryOptions({
  queryKey: ["organisations", "current"],
  queryFn: ({ signal }) => get<Organisation>(CURRENT, { signal }),
  staleTime: 5 * 60_000,
});

export const changeOrganisation = (change: OrganisationChange) =>
  patch<Organisation>(CURRENT, { json: change });
export const putLogo = (image: Blob) =>
  put<Organisation>(`${CURRENT}/logo`, { body: image, headers: { "Content-Type": image.type } });
export const removeLogo = () => remove<Organisation>(`${CURRENT}/logo`);

export const checkSetup = (token: string, signal?: AbortSignal) =>
  get<{ valid: boolean }>("/api/organisations/setup", { query: { token }, signal });
export const setUp = (setup: Setup) => post<Organisation>("/api/organisations/setup", { json: setup });
