import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { i18n } from "@lingui/core";
import type { ReactNode } from "react";

import type { SubjectDetail } from "../../api/subjects";
import { Card } from "../../ui/Card";
import { SourceLink } from "../../ui/SourceLink";
import styles from "./Subject.module.css";

const SAMPLE_NAMES = [
  ["antibody", msg`Antibody`],
  ["gene", msg`Gene`],
  ["cell_line", msg`Cell line`],
  ["plate", msg`Plate`],
  ["well", msg`Well`],
] as const;

function inWords(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Metadata that has become part of the sample is not told twice. */
const isOfSample = (key: string) => SAMPLE_NAMES.some(([name]) => name === key.toLowerCase());

function factsOf(subject: SubjectDetail): [string, ReactNode][] {
  const { width, height, pixel_size_um, sample, metadata, credit, licence, source } = subject;
  const facts: [string, ReactNode][] = [[t`Size`, t`${width} × ${height} pixels`]];
  if (pixel_size_um !== null) facts.push([t`Pixel`, `${Number(pixel_size_um.toPrecision(3))} µm`]);
  for (const [key, name] of SAMPLE_NAMES) {
    const value = sample?.[key] ?? "";
    if (value !== "") facts.push([i18n._(name), value]);
  }
  for (const [key, value] of Object.entries(metadata)) {
    if (!isOfSample(key)) facts.push([key, inWords(value)]);
  }
  if (credit !== "") facts.push([t`Credit`, credit]);
  if (licence !== "") facts.push([t`Licence`, licence]);
  if (source !== "") facts.push([t`Source`, <SourceLink key="source" source={source} />]);
  return facts;
}

/** Sample, metadata and origin of the image. */
export function Facts({ subject }: { subject: SubjectDetail }) {
  return (
    <Card className={styles.card}>
      <h2><Trans>Image</Trans></h2>
      <dl className={styles.facts}>
        {factsOf(subject).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
