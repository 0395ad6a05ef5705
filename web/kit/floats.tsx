// Where menus and lists of choices open: inside the page's main landmark, so that what floats belongs to the page for
// those who move by landmarks. Frames put `Floats` at the end of their <main>.
const ID = "floats";

export function Floats() {
  // No box of its own: a frame that lays out its children in a grid must not see it.
  return <div id={ID} style={{ display: "contents" }} />;
}

export function floatsTarget(): HTMLElement {
  return document.getElementById(ID) ?? document.body;
}
