// The folder that is open, for what is started from the bar at the top; and what is asked of its page from there.
import type { Id } from "~/api/types";

export interface Here {
  folderId: Id;
  /** The page opens its dialog for a new folder. */
  newFolder: () => void;
}

let here: Here | null = null;
let folderWanted = false;

/** A folder's page is shown. Answers how to leave. */
export function enter(place: Here): () => void {
  here = place;
  if (folderWanted) {
    folderWanted = false;
    place.newFolder();
  }
  return () => {
    if (here === place) here = null;
  };
}

export function currentHere(): Here | null {
  return here;
}

/** The next folder's page that is shown asks for the name of a new folder. */
export function wantFolder(): void {
  folderWanted = true;
}
