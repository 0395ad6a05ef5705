// Three ways to have one's files at hand outside of the browser, and the devices that use them.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconDeviceDesktop, IconDeviceMobile, IconServer } from "@tabler/icons-react";
import { Disclosure, Section } from "~/kit";
import { DesktopSteps } from "./DesktopSteps";
import { DeviceList } from "./DeviceList";
import { DriveSteps } from "./DriveSteps";
import css from "./devices.module.css";
import { PhoneSteps } from "./PhoneSteps";

const GROUP = "connect";
const icon = { size: 24, stroke: 1.75, "aria-hidden": true } as const;

export function DevicesSection() {
  const { t } = useLingui();
  return (
    <Section
      title={t`Connect your devices`}
      lead={t`Your files in the apps of your phone and your computer. Each device gets a password of its own: yours stays here, and one device can be cut off without the others.`}
    >
      <div>
        <Disclosure
          group={GROUP}
          title={t`On a phone or tablet`}
          hint={t`With the Nextcloud app, for Android and iPhone`}
          icon={<IconDeviceMobile {...icon} />}
        >
          <PhoneSteps />
        </Disclosure>
        <Disclosure
          group={GROUP}
          title={t`In a folder of your computer`}
          hint={t`With the Nextcloud desktop app, which keeps both sides the same`}
          icon={<IconDeviceDesktop {...icon} />}
        >
          <DesktopSteps />
        </Disclosure>
        <Disclosure
          group={GROUP}
          title={t`As a drive, without an app`}
          hint={t`In the file manager of Windows, macOS or Linux (WebDAV)`}
          icon={<IconServer {...icon} />}
        >
          <DriveSteps />
        </Disclosure>
      </div>
      <div className={css.connected}>
        <h3>
          <Trans>Connected devices</Trans>
        </h3>
        <DeviceList />
      </div>
    </Section>
  );
}
