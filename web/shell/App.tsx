// The root of every page: colours, language and live changes for whoever is here, then the frame and the page in it;
// or the page without the frame, or the sign-in page over either.
import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useSyncExternalStore } from "react";
import { meQuery } from "~/api/accounts";
import type { Me } from "~/api/types";
import { hasRunningTask, KitProvider, setTitleSuffix, Toasts, Tray } from "~/kit";
import { previewedAccent, watchAccent } from "./accent";
import { Background } from "./Background";
import { Frame } from "./Frame";
import { LiveEvents } from "./LiveEvents";
import { NeedsSetupPage } from "./NeedsSetupPage";
import { useMaybeMe, useOrganisation } from "./session";
import { chosenLocale, FORMAT_LOCALES, learn, localeFor, speak, toolNamed, watchChosenLocale } from "./words";

const SignInPage = lazy(async () => {
  const accounts = toolNamed("accounts");
  const [page] = await Promise.all([import("~/tools/accounts/SignInPage"), accounts && learn(accounts)]);
  return page;
});

export function App() {
  const organisation = useOrganisation();
  const me = useMaybeMe();
  // Whoever was here before the session ended: the sign-in page then still speaks their language.
  const known = useRef<Me | null>(null);
  if (me) known.current = me;
  const reader = known.current;
  const accent = useSyncExternalStore(watchAccent, previewedAccent) ?? organisation.accent;
  const chosen = useSyncExternalStore(watchChosenLocale, chosenLocale);
  const locale = localeFor(reader, organisation, navigator.languages, chosen);
  useEffect(() => void speak(locale), [locale]);
  setTitleSuffix(organisation.name);
  return (
    <KitProvider
      accent={accent}
      scheme={reader?.theme ?? "system"}
      locale={FORMAT_LOCALES[locale]}
      timeZone={reader?.time_zone ?? organisation.time_zone}
    >
      <Content me={me} known={reader} />
      <Toasts />
    </KitProvider>
  );
}

function Content({ me, known }: { me: Me | null; known: Me | null }) {
  const queries = useQueryClient();
  const organisation = useOrganisation();
  const { i18n } = useLingui();
  const { access, purpose } = useRouterState({ select: (state) => state.matches.at(-1)?.staticData }) ?? {};
  useLeaveGuard();

  const signedIn = (now: Me) => {
    const other = known !== null && known.id !== now.id;
    if (other) {
      // Nothing of one person may stay in memory for the next. A page that stands alone is for whoever comes to it.
      if (access === "alone") window.location.reload();
      else window.location.assign("/");
      return;
    }
    queries.setQueryData(meQuery.queryKey, now);
    void queries.invalidateQueries({ predicate: (query) => query.queryKey !== meQuery.queryKey });
  };

  if (access === "public") return <Outlet />;
  if (organisation.needs_setup) return <NeedsSetupPage />;
  return (
    <>
      {known && (
        // A session that ended does not throw away what was being typed: the page waits behind the sign-in page.
        <div hidden={me === null}>
          {access === "alone" ? (
            <Outlet />
          ) : (
            <>
              <Frame>
                <Outlet />
              </Frame>
              <Background />
              <Tray />
            </>
          )}
        </div>
      )}
      {me ? (
        <LiveEvents />
      ) : (
        <Suspense>
          <SignInPage onSignedIn={signedIn} expired={known !== null} purpose={purpose && i18n._(purpose)} />
        </Suspense>
      )}
    </>
  );
}

/** The browser asks before a tab closes that still has work to do. */
function useLeaveGuard() {
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (hasRunningTask()) event.preventDefault();
    };
    window.addEventListener("beforeunload", onLeave);
    return () => window.removeEventListener("beforeunload", onLeave);
  }, []);
}
