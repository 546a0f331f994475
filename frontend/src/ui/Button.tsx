import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Link } from "wouter";

import styles from "./Button.module.css";
import { classes } from "./classes";

type Look = "primary" | "secondary" | "quiet" | "danger";

interface Common {
  look?: Look;
  size?: "m" | "l";
  icon?: ReactNode;
}

type ButtonProps = Common & ButtonHTMLAttributes<HTMLButtonElement> & { busy?: boolean };

/** A button; while `busy` it keeps its width and cannot be pressed again. */
export function Button({ look = "secondary", size = "m", icon, busy = false, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      className={classes(styles.button, styles[look], size === "l" && styles.large, className)}
    >
      {icon}
      {children}
    </button>
  );
}

interface LinkProps extends Common {
  href: string;
  /** Leave the app: pages that the server draws, such as /accounts/. */
  external?: boolean;
  children: ReactNode;
  className?: string;
}

/** A link that looks like a button. */
export function ButtonLink({ look = "secondary", size = "m", icon, href, external = false, children, className }: LinkProps) {
  const name = classes(styles.button, styles[look], size === "l" && styles.large, className);
  return external ? (
    <a href={href} className={name}>
      {icon}
      {children}
    </a>
  ) : (
    <Link href={href} className={name}>
      {icon}
      {children}
    </Link>
  );
}
