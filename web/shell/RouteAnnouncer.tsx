import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Hidden } from "~/kit";

/** A new page sets its title in an effect of its own; this reads it after that. */
const SETTLE_MS = 100;

/** Tells a screen reader that another page is shown, and gives the focus a place when the one it had is gone. */
export function RouteAnnouncer() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef(path);
  const [title, setTitle] = useState("");
  useEffect(() => {
    const arriving = before.current === undefined || before.current === path;
    before.current = path;
    if (arriving) return;
    const timer = setTimeout(() => {
      setTitle(document.title);
      if (document.activeElement === document.body)
        document.getElementById("main")?.focus({ preventScroll: true });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [path]);
  return (
    <div aria-live="assertive">
      <Hidden>{title}</Hidden>
    </div>
  );
}
