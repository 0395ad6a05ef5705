// The addresses of the suite: home, and what each tool registered. Every page is a chunk of its own, fetched on hover
// or focus of a link that leads to it.
import type { MessageDescriptor } from "@lingui/core";
import type { QueryClient } from "@tanstack/react-query";
import {
  type AsyncRouteComponent,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from "@tanstack/react-router";
import { App } from "./App";
import { BootTrouble } from "./BootTrouble";
import { NotFoundPage } from "./NotFoundPage";
import { PageSkeleton } from "./PageSkeleton";
import { PageTrouble } from "./PageTrouble";
import { useOrganisation } from "./session";
import { ToolOffPage } from "./ToolOffPage";
import { type Access, canBeOff, type Tool } from "./tool";
import { tools } from "./tools";
import { learn } from "./words";

const root = createRootRoute({
  component: App,
  errorComponent: BootTrouble,
  notFoundComponent: NotFoundPage,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./home/HomePage")),
});

/** The page, as long as the organisation has its tool switched on. */
function whileOn(tool: Tool, Page: AsyncRouteComponent<object>): RouteComponent {
  if (!canBeOff(tool)) return Page;
  const Guarded = () => (useOrganisation().tools.includes(tool.name) ? <Page /> : <ToolOffPage />);
  return Object.assign(Guarded, { preload: Page.preload });
}

const ofTools = tools.flatMap((tool) =>
  tool.routes.map((route) =>
    createRoute({
      getParentRoute: () => root,
      path: route.path,
      staticData: { access: route.access ?? "member", purpose: route.purpose },
      validateSearch: route.search,
      component: whileOn(
        tool,
        lazyRouteComponent(async () => {
          const [page] = await Promise.all([route.load(), learn(tool)]);
          return page;
        }),
      ),
    }),
  ),
);

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    access?: Access;
    purpose?: MessageDescriptor;
  }
}

export function routerWith(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([home, ...ofTools]),
    context: { queries },
    defaultPreload: "intent",
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 100,
    defaultPendingMinMs: 200,
    defaultErrorComponent: PageTrouble,
    scrollRestoration: true,
  });
}
