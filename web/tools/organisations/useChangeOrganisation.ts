import { useMutation, useQueryClient } from "@tanstack/react-query";
import { organisationQuery } from "~/api/organisations";
import type { Organisation } from "~/api/types";

/** An operation on the organisation whose answer is shown everywhere at once. */
export function useChangeOrganisation<Input>(
  operation: (input: Input) => Promise<Organisation>,
  onDone?: () => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: operation,
    onSuccess: (organisation) => {
      queries.setQueryData(organisationQuery.queryKey, organisation);
      onDone?.();
    },
  });
}
