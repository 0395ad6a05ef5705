// The addresses of the suite: home, and what each tool registered. Every page is a chunk of its own, fetched on hover
// or focus of a link that leads to it.
import type { MessageDescriptor } from "@lingui/core";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { App } from "./App";
import { BootTrouble } from "./BootTrouble";
import { NotFoundPage } from "./NotFoundPage";
import { PageSkeleton } from "./PageSkeleton";
import { PageTrouble } from "./PageTrouble";
import type { Access } from "./tool";
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

const ofTools = tools.flatMap((tool) =>
  tool.routes.map((route) =>
    createRoute({
      getParentRoute: () => root,
      path: route.path,
      staticData: { access: route.access ?? "member", purpose: route.purpose },
      validateSearch: route.search,
      component: lazyRouteComponent(async () => {
        const [page] = await Promise.all([route.load(), learn(tool)]);
        return page;
      }),
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
