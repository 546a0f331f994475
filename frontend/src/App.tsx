import { useEffect } from "react";
import { Route, Switch, useLocation } from "wouter";

import { routes } from "./routes";
import { ButtonLink } from "./ui/Button";
import { EmptyState } from "./ui/EmptyState";
import { Shell } from "./ui/Shell";

/** Picks the page of the current address. */
export function App() {
  const [location] = useLocation();
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [location]);
  return (
    <Switch>
      {routes.map(({ path, page: Page, wide }) => (
        <Route key={path} path={path}>
          <Shell wide={wide}>
            <Page />
          </Shell>
        </Route>
      ))}
      <Route>
        <Shell>
          <EmptyState title="There is no page here" action={<ButtonLink href="/">All projects</ButtonLink>}>
            The address may be mistyped, or the page has moved.
          </EmptyState>
        </Shell>
      </Route>
    </Switch>
  );
}
