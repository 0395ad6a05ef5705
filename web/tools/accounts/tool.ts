import { msg } from "@lingui/core/macro";
import {
  IconBrowser,
  IconDevices,
  IconHistory,
  IconId,
  IconKey,
  IconLanguage,
  IconUser,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import type { Tool } from "~/shell/tool";
import { readJournalSearch } from "./journal/filter";
import { onAccountsEvent } from "./live";
import { readPeopleSearch, readSearch } from "./search";

export const accounts: Tool = {
  name: "accounts",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [
    { path: "/account", load: () => import("./AccountPage") },
    { path: "/account/journal", load: () => import("./journal/OwnJournalPage") },
    { path: "/settings/journal", load: () => import("./journal/JournalPage"), search: readJournalSearch },
    { path: "/people", load: () => import("./people/PeoplePage"), search: readPeopleSearch },
    { path: "/people/$personId", load: () => import("./people/PersonPage") },
    { path: "/people/invitations", load: () => import("./invitations/InvitationsPage") },
    { path: "/forgotten", load: () => import("./recovery/ForgottenPage"), access: "public" },
    { path: "/reset/$token", load: () => import("./recovery/ResetPage"), access: "public" },
    { path: "/address/$token", load: () => import("./recovery/AddressPage"), access: "public" },
    { path: "/people/import", load: () => import("./import/ImportPage") },
    { path: "/people/import/$importId", load: () => import("./import/ImportedPage") },
    { path: "/people/joining", load: () => import("./registrations/JoiningPage") },
    { path: "/register", load: () => import("./registrations/RegisterPage"), access: "public" },
    { path: "/register/$token", load: () => import("./registrations/RegisteringPage"), access: "public" },
    { path: "/begin/$token", load: () => import("./join/BeginPage"), access: "public" },
    { path: "/join/$token", load: () => import("./join/JoinPage"), access: "public" },
    { path: "/groups", load: () => import("./groups/GroupsPage"), search: readSearch },
    { path: "/groups/$groupId", load: () => import("./groups/GroupPage") },
    {
      path: "/connect/$token",
      load: () => import("./connect/ConnectPage"),
      access: "alone",
      purpose: msg`Sign in to connect your device.`,
    },
  ],
  rail: { label: msg`People`, to: "/people", icon: IconUsers, also: "/groups" },
  always: true,
  pages: [
    { label: msg`Groups`, to: "/groups", icon: IconUsersGroup },
    { label: msg`My account`, to: "/account", icon: IconUserCircle },
  ],
  settings: [
    { label: msg`Profile and photo`, to: "/account#profile", icon: IconUserCircle },
    { label: msg`What others see of me`, to: "/account#card", icon: IconId },
    { label: msg`Language, theme and time zone`, to: "/account#preferences", icon: IconLanguage },
    { label: msg`Change my password`, to: "/account#password", icon: IconKey },
    { label: msg`Connect my devices`, to: "/account#devices", icon: IconDevices },
    { label: msg`Signed-in browsers`, to: "/account#sessions", icon: IconBrowser },
    { label: msg`Journal of my account`, to: "/account/journal", icon: IconHistory },
    {
      label: msg`Journal of the organisation`,
      to: "/settings/journal",
      icon: IconHistory,
      for: (me) => me.role === "owner" || me.role === "admin",
    },
  ],
  finds: [
    { kind: "person", label: msg`People`, icon: IconUser, faces: true },
    { kind: "group", label: msg`Groups`, icon: IconUsersGroup },
  ],
  background: () => import("./recovery/LastingNotice"),
  onEvent: onAccountsEvent,
};
