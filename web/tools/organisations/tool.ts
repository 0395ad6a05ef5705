import { msg } from "@lingui/core/macro";
import {
  IconApps,
  IconClockHour4,
  IconEye,
  IconMail,
  IconSettings,
  IconSpeakerphone,
  IconWorld,
} from "@tabler/icons-react";
import { ANNOUNCEMENTS } from "~/api/announcements";
import type { Me } from "~/api/types";
import type { Tool } from "~/shell/tool";
import { readAnnouncementSearch } from "./announcements/search";

const isAdmin = (me: Me) => me.role === "owner" || me.role === "admin";

export const organisations: Tool = {
  name: "organisations",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [
    { path: "/settings", load: () => import("./SettingsPage") },
    { path: "/settings/addresses", load: () => import("./addresses/AddressesPage") },
    {
      path: "/announcements",
      load: () => import("./announcements/AnnouncementsPage"),
      search: readAnnouncementSearch,
    },
    { path: "/settings/announcements", load: () => import("./announcements/ManagePage") },
    { path: "/settings/tools", load: () => import("./ToolsPage") },
    { path: "/settings/retention", load: () => import("./RetentionPage") },
    { path: "/settings/mail", load: () => import("./mail/MailPage") },
    { path: "/account/recorded", load: () => import("./RecordedPage") },
    {
      path: "/setup",
      load: () => import("./SetupPage"),
      search: (raw) => ({ token: typeof raw.token === "string" ? raw.token : "" }),
      access: "public",
    },
  ],
  pages: [
    {
      label: msg`Organisation settings`,
      to: "/settings",
      icon: IconSettings,
      for: isAdmin,
    },
    { label: msg`Announcements`, to: "/announcements", icon: IconSpeakerphone },
  ],
  banner: () => import("./announcements/Banner"),
  settings: [
    {
      label: msg`Announce something to everybody`,
      to: "/settings/announcements",
      icon: IconSpeakerphone,
      for: isAdmin,
    },
    { label: msg`Which tools are on`, to: "/settings/tools", icon: IconApps, for: isAdmin },
    { label: msg`Addresses of the organisation`, to: "/settings/addresses", icon: IconWorld, for: isAdmin },
    { label: msg`How long what is kept`, to: "/settings/retention", icon: IconClockHour4, for: isAdmin },
    { label: msg`Mail settings`, to: "/settings/mail", icon: IconMail, for: isAdmin },
    { label: msg`What is recorded about me`, to: "/account/recorded", icon: IconEye },
  ],
  onEvent: (kind, _data, queries) => {
    if (kind === "organisations.changed") void queries.invalidateQueries({ queryKey: ["organisations"] });
    // What one is in decides which announcements are for them.
    if (kind === "organisations.announcements" || kind === "accounts.me")
      void queries.invalidateQueries({ queryKey: ANNOUNCEMENTS });
  },
};
