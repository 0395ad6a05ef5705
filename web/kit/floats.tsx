// Where menus, lists of choices and tooltips open: inside the page's main landmark, so that what floats belongs to the
// page for those who move by landmarks. Frames put `Floats` at the end of their <main>.

export function Floats() {
  // No box of its own: a frame that lays out its children in a grid must not see it.
  return <div data-floats style={{ display: "contents" }} />;
}

/**
 * A selector and not the element: it is looked up once what is shown is in the page. While one frame takes the place
 * of another the element would be that of the frame that goes. A page that waits behind the sign-in page is hidden.
 */
export const FLOATS = "[data-floats]:not([hidden] *)";
