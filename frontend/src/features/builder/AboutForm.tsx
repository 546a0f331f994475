import { Trans, useLingui } from "@lingui/react/macro";

import { saveSettings, settingsQuery } from "../../api/build";
import type { Settings } from "../../api/build";
import { Card } from "../../ui/Card";
import { Checkbox, Field, Input, TextArea } from "../../ui/Field";
import styles from "./Build.module.css";
import { Loaded } from "./Loaded";
import { SaveBar } from "./SaveBar";
import { useEditor } from "./useEditor";

/** What the project says of itself, who may label, and the terms. */
export function AboutForm({ slug }: { slug: string }) {
  return <Loaded query={settingsQuery(slug)}>{(settings) => <Texts slug={slug} settings={settings} />}</Loaded>;
}

function openTexts({ title, tagline, description, guests_allowed, shared_devices, terms, credit, licence, source }: Settings) {
  return { title, tagline, description, guests_allowed, shared_devices, terms, credit, licence, source };
}

function Texts({ slug, settings }: { slug: string; settings: Settings }) {
  const { t } = useLingui();
  const { form, edit, ...bar } = useEditor({
    name: "about",
    stored: settings,
    open: openTexts,
    save: (texts, { revision }) => saveSettings(slug, { ...texts, revision }),
    queryKey: settingsQuery(slug).queryKey,
    stale: [["project", slug], ["projects"], ["build", slug, "launch"]],
  });
  const changesTerms = form.terms !== settings.terms;
  return (
    <Card className={styles.form}>
      <Field label={t`Title`}>
        {(ids) => <Input {...ids} value={form.title} maxLength={120} onChange={(event) => edit({ title: event.target.value })} />}
      </Field>
      <Field label={t`In one sentence`} hint={t`Shown in the list of projects.`}>
        {(ids) => <Input {...ids} value={form.tagline} maxLength={200} onChange={(event) => edit({ tagline: event.target.value })} />}
      </Field>
      <Field label={t`Description`} hint={t`What is studied, what is asked, and what becomes of the answers. An empty line starts a paragraph.`}>
        {(ids) => <TextArea {...ids} rows={8} value={form.description} onChange={(event) => edit({ description: event.target.value })} />}
      </Field>
      <Checkbox
        label={t`People may label without logging in`}
        checked={form.guests_allowed}
        onChange={(event) => edit({ guests_allowed: event.target.checked })}
      />
      <Checkbox
        label={t`Many people answer on one device, as in a museum: the same image may come there again`}
        checked={form.shared_devices}
        onChange={(event) => edit({ shared_devices: event.target.checked })}
      />
      <Field
        label={t`Terms`}
        hint={changesTerms ? <Trans>Changed terms are a new version: every volunteer is asked again.</Trans> : <Trans>Every volunteer agrees to these before labelling.</Trans>}
      >
        {(ids) => <TextArea {...ids} rows={6} value={form.terms} onChange={(event) => edit({ terms: event.target.value })} />}
      </Field>
      <fieldset className={styles.row}>
        <legend><Trans>Under images that bring no credit of their own</Trans></legend>
        <Field label={t`Credit`}>
          {(ids) => <Input {...ids} value={form.credit} maxLength={300} onChange={(event) => edit({ credit: event.target.value })} />}
        </Field>
        <Field label={t`Licence`}>
          {(ids) => <Input {...ids} value={form.licence} maxLength={120} onChange={(event) => edit({ licence: event.target.value })} />}
        </Field>
        <Field label={t`Source`}>
          {(ids) => <Input {...ids} value={form.source} maxLength={300} onChange={(event) => edit({ source: event.target.value })} />}
        </Field>
      </fieldset>
      <SaveBar {...bar} onSave={bar.save} onReload={bar.reload} />
    </Card>
  );
}
