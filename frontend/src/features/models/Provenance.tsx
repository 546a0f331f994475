import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link } from "wouter";

import type { ModelPage } from "../../api/models";
import { ButtonLink } from "../../ui/Button";
import { Card as Surface } from "../../ui/Card";
import { formatBytes, formatCount, formatMoment } from "../../ui/format";
import styles from "./Models.module.css";
import { TARGETS } from "./wording";

/** Where a model comes from: data, features, question and code, by their digests. */
export function Origin({ slug, model }: { slug: string; model: ModelPage }) {
  const { t } = useLingui();
  const { origin, table } = model;
  const rows: [string, ReactNode][] = [
    [t`Asked for by`, model.created_by ?? t`The loop`],
    [t`Asked for`, formatMoment(model.created_at)],
    [t`To be learnt`, t(TARGETS[table.targets])],
    [t`Training table`, <Link key="table" href={`/p/${slug}/models?view=tables`}><Digest value={table.digest} /></Link>],
    [t`Digest of the model`, <Digest key="model" value={model.digest} />],
  ];
  if (origin !== null) {
    rows.push(
      [t`Digest of the features`, <Digest key="features" value={origin.features_digest} />],
      [t`Digest of the data`, <Digest key="data" value={origin.data_digest} />],
      [t`Version of the questions`, origin.workflow_version],
      [t`Version of the code`, origin.code_version],
      [t`Seed`, String(origin.seed)],
      [t`Learnt from`, t`${formatCount(origin.training_fields)} images, ${formatCount(origin.training_cells)} cells`],
    );
  }
  rows.push([t`Images predicted`, formatCount(model.predicted)]);
  return (
    <Surface className={styles.card}>
      <h2 className={styles.heading}><Trans>Where it comes from</Trans></h2>
      <dl className={styles.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </Surface>
  );
}

function Digest({ value }: { value: string }) {
  return <code className={styles.mono}>{value}</code>;
}

/** When, by whom and why the model was put in place. */
export function Promotions({ model: { promotions } }: { model: ModelPage }) {
  if (promotions.length === 0) return null;
  return (
    <Surface className={styles.card}>
      <h2 className={styles.heading}><Trans>Put in place</Trans></h2>
      <ul className={styles.waits}>
        {promotions.map(({ at, by, reason, before }) => (
          <li key={at}>
            <time className={styles.muted} dateTime={at}>{formatMoment(at)}</time>
            <span dir="auto">{by ?? <Trans>The gate</Trans>}</span>
            <span dir="auto">{reason}</span>
            {before !== null && <span className={styles.muted}><Trans>It took the place of model {before}.</Trans></span>}
          </li>
        ))}
      </ul>
    </Surface>
  );
}

/** All files as one, or one by one. */
export function Files({ model: { files, artefact } }: { model: ModelPage }) {
  if (artefact === null) return null;
  return (
    <Surface className={styles.card}>
      <h2 className={styles.heading}><Trans>Files</Trans></h2>
      <div><ButtonLink href={artefact} external><Trans>Download all as one zip file</Trans></ButtonLink></div>
      <ul className={styles.files}>
        {files.map(({ name, size, url }) => (
          <li key={name}>
            <a href={url} dir="ltr">{name}</a>
            <span className={styles.muted}>{formatBytes(size)}</span>
          </li>
        ))}
      </ul>
    </Surface>
  );
}

/** The model's card, as the worker wrote it. */
export function Card({ text }: { text: string }) {
  const { t } = useLingui();
  return (
    <Surface className={styles.card}>
      <h2 className={styles.heading}><Trans>Card</Trans></h2>
      {/* Scrollable by keyboard: a region that scrolls must take the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.text} lang="en" tabIndex={0} role="region" aria-label={t`Card`}>
        {text}
      </pre>
    </Surface>
  );
}
