import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { meQuery } from "~/api/accounts";
import { setConnection } from "./connection";
import { type Socket, startEvents } from "./events";
import { tools } from "./tools";

/** Keeps what is on the screen true while somebody is signed in. */
export function LiveEvents() {
  const queries = useQueryClient();
  useEffect(() => {
    const address = new URL("/api/events", window.location.href);
    address.protocol = address.protocol.replace("http", "ws");
    let first = true;
    const events = startEvents({
      open: () => new WebSocket(address) as Socket,
      later: (run, ms) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      onEvent: (kind, data) => {
        for (const tool of tools) tool.onEvent?.(kind, data, queries);
      },
      onReset: () => void queries.invalidateQueries(),
      onBye: () => queries.setQueryData(meQuery.queryKey, null),
      onState: (state) => {
        setConnection(state);
        // What happened between the first answers and the first connection was told to nobody here. Of what stands on
        // every page, that would stay wrong for as long as the page is open.
        if (state === "live" && first)
          void queries.invalidateQueries({ predicate: ({ meta }) => meta?.onEveryPage === true });
        if (state === "live") first = false;
        // The break may be the end of the session: asking who is here tells, and shows the sign-in page if so.
        if (state === "broken") void queries.invalidateQueries({ queryKey: meQuery.queryKey });
      },
    });
    const nudge = () => {
      if (document.visibilityState === "visible") events.nudge();
    };
    window.addEventListener("online", nudge);
    document.addEventListener("visibilitychange", nudge);
    return () => {
      window.removeEventListener("online", nudge);
      document.removeEventListener("visibilitychange", nudge);
      events.stop();
      setConnection("live");
    };
  }, [queries]);
  return null;
}
