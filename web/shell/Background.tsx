import { type ComponentType, useEffect, useState } from "react";
import { tools } from "./tools";
import { learn } from "./words";

/** What tools do behind the pages. It waits for the first page to be drawn: nobody waits for it. */
export function Background() {
  const [parts, setParts] = useState<ComponentType[]>([]);
  useEffect(() => {
    let gone = false;
    const load = async () => {
      const loaded = await Promise.all(
        tools.flatMap((tool) =>
          tool.background
            ? [Promise.all([tool.background(), learn(tool)]).then(([part]) => part.default)]
            : [],
        ),
      );
      if (!gone) setParts(loaded);
    };
    // Without the words or the code (a new version, no network) pages go on; the next load brings them.
    const timer = setTimeout(() => void load().catch(() => {}), 300);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  return parts.map((Part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the list of tools does not change while the page lives
    <Part key={index} />
  ));
}
