// Starts the interface: who and where first, both at once, then the words, then the page.
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { meQuery } from "~/api/accounts";
import { runningQuery } from "~/api/announcements";
import { whenSignedOut } from "~/api/client";
import { organisationQuery } from "~/api/organisations";
import { isProblem } from "~/api/problem";
import { BootTrouble } from "./BootTrouble";
import { routerWith } from "./router";
import { chosenLocale, localeFor, speak } from "./words";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // Only what may succeed the second time is tried again: not a refusal.
      retry: (failures, error) =>
        failures < 2 && (isProblem(error, "unreachable") || isProblem(error, "internal")),
    },
    mutations: { networkMode: "always" },
  },
});

whenSignedOut(() => queries.setQueryData(meQuery.queryKey, null));

async function start() {
  const element = document.getElementById("root");
  if (!element) return;
  const page = createRoot(element);
  // What stands above the page from the start is asked for with the rest: nothing jumps when it comes.
  void queries.prefetchQuery({ ...runningQuery, retry: false });
  const [organisation, me] = await Promise.allSettled([
    queries.fetchQuery({ ...organisationQuery, retry: false }),
    queries.fetchQuery({ ...meQuery, retry: false }),
  ]);
  const failure = [organisation, me].find((result) => result.status === "rejected");
  const here = organisation.status === "fulfilled" ? organisation.value : null;
  const who = me.status === "fulfilled" ? me.value : null;
  await speak(localeFor(who, here, navigator.languages, chosenLocale()));
  page.render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        {failure || !here ? (
          <BootTrouble error={failure?.reason} />
        ) : (
          <QueryClientProvider client={queries}>
            <RouterProvider router={routerWith(queries)} />
          </QueryClientProvider>
        )}
      </I18nProvider>
    </StrictMode>,
  );
}

void start();
