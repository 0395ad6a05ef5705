// Who is here. Everybody sees the directory; administrators see the same people, and look after them.
import { isAdmin, useMe } from "~/shell/session";
import { Directory } from "./Directory";
import { Manage } from "./Manage";

export default function PeoplePage() {
  return isAdmin(useMe()) ? <Manage /> : <Directory />;
}
